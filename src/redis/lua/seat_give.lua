-- seat_give: a seat's dialog goes back to the queue. While turns are kept for a person the bot says nothing.
-- KEYS  1 dialog (HASH)  2 turns (LIST)  3 keys (HASH)
-- ARGV  1 not_after (ms)  2 shop  3 seat  4 claim ('': whichever this seat holds)  5 reason  6 priority
--       7 skill ('': as it was)  8 last (of this write)  9 handed_ttl (ms)
--       10 event ('' or kept)  11 once (hashes of key and body, or '')  12 acts_kept
-- RETURNS l<now> late, a absent, d done before, k key of another act, x not held, e<seat> <name> <claim> <service> <at of the claim> <head> <watchers>
-- USES act_once
-- USES outbox_add
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local dialog = KEYS[1]
local h = redis.call('HMGET', dialog, 'shop', 'mode', 'seat', 'claim', 'name', 'service', 'at', 'queue', 'watchers', 'prio', 'skill', 'acted')
if h[1] ~= ARGV[2] then return 'a' end
local acted, once = h[12] or '', ARGV[11]
local before = act_once(acted, once)
if before then return before end
if h[2] ~= 'seat' or h[3] ~= ARGV[3] or (ARGV[4] ~= '' and ARGV[4] ~= h[4]) then return 'x' end
local lives = now + ARGV[9]
if once ~= '' then redis.call('HSET', dialog, 'acted', string.sub(acted .. once, -64 * ARGV[12])) end
redis.call('HSET', dialog, 'mode', h[8] == '' and 'queued' or 'queued-off', 'why', ARGV[5],
  'prio', math.min(h[10], ARGV[6]), 'skill', ARGV[7] ~= '' and ARGV[7] or h[11], 'last', ARGV[8], 'lives', lives, 'ends', lives)
outbox_add(dialog, ARGV[10], now)
redis.call('HDEL', dialog, 'seat', 'name', 'claim', 'service', 'at', 'desk')
redis.call('PEXPIREAT', dialog, lives)
redis.call('PEXPIREAT', KEYS[2], lives)
redis.call('PEXPIREAT', KEYS[3], lives)
return 'e' .. h[3] .. ' ' .. h[5] .. ' ' .. h[4] .. ' ' .. h[6] .. ' ' .. h[7] .. ' ' .. string.sub(h[8], 1, 64) .. ' ' .. (h[9] or '')
