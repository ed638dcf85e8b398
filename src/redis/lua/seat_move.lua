-- seat_move: a seat's dialog becomes another seat's at once.
-- KEYS  1 dialog (HASH)
-- ARGV  1 not_after (ms)  2 shop  3 seat  4 claim ('': whichever this seat holds)  5 to_seat  6 to_name  7 to_claim
--       8 to_service  9 last (of this write)  10 event ('' or kept)  11 desk ('d' when the seat has no socket, or '')
--       12 once (hashes of key and body, or '')  13 acts_kept
-- RETURNS l<now> late, a absent, d done before, k key of another act, x not held, e<seat> <name> <claim> <service> <at of the claim> <tickets> <watchers>
-- USES act_once
-- USES outbox_add
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local dialog = KEYS[1]
local h = redis.call('HMGET', dialog, 'shop', 'mode', 'seat', 'claim', 'name', 'service', 'at', 'watchers', 'acted')
if h[1] ~= ARGV[2] then return 'a' end
local acted, once = h[9] or '', ARGV[12]
local before = act_once(acted, once)
if before then return before end
if h[2] ~= 'seat' or h[3] ~= ARGV[3] or (ARGV[4] ~= '' and ARGV[4] ~= h[4]) then return 'x' end
if once ~= '' then redis.call('HSET', dialog, 'acted', string.sub(acted .. once, -64 * ARGV[13])) end
if ARGV[11] ~= '' then redis.call('HSET', dialog, 'desk', 'd') else redis.call('HDEL', dialog, 'desk') end
outbox_add(dialog, ARGV[10], now)
redis.call('HSET', dialog, 'seat', ARGV[5], 'name', ARGV[6], 'claim', ARGV[7], 'service', ARGV[8], 'at', now, 'last', ARGV[9])
return 'e' .. h[3] .. ' ' .. h[5] .. ' ' .. h[4] .. ' ' .. h[6] .. ' ' .. h[7] .. '  ' .. (h[8] or '')
