-- seat_note: keep a note of the seat that holds the dialog. The newest notes are kept.
-- KEYS  1 dialog (HASH)
-- ARGV  1 not_after (ms)  2 shop  3 seat  4 claim ('': whichever this seat holds)  5 note  6 notes_kept
--       7 once (hashes of key and body, or '')  8 acts_kept
-- RETURNS l<now> late, a absent, d done before, k key of another act, x not held, o done
-- USES act_once
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local dialog = KEYS[1]
local h = redis.call('HMGET', dialog, 'shop', 'mode', 'seat', 'claim', 'notes', 'acted')
if h[1] ~= ARGV[2] then return 'a' end
local acted, once = h[6] or '', ARGV[7]
local before = act_once(acted, once)
if before then return before end
if h[2] ~= 'seat' or h[3] ~= ARGV[3] or (ARGV[4] ~= '' and ARGV[4] ~= h[4]) then return 'x' end
local count = h[5] or 0
redis.call('HSET', dialog, 'o' .. count % ARGV[6], now .. ' ' .. ARGV[3] .. ' ' .. ARGV[5], 'notes', count + 1)
if once ~= '' then redis.call('HSET', dialog, 'acted', string.sub(acted .. once, -64 * ARGV[8])) end
return 'o'
