-- handoff_leave: the dialog waits for nobody any more: the bot answers.
-- KEYS  1 dialog (HASH)
-- ARGV  1 not_after (ms)  2 owner  3 quiet (ms: so long no rule queues it again)  4 event ('' or kept)
-- RETURNS l<now> late, a absent, h<name> held, n it does not wait, o<head> <watchers> left
-- USES outbox_add
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local dialog = KEYS[1]
local h = redis.call('HMGET', dialog, 'owner', 'mode', 'queue', 'watchers', 'name')
if h[1] ~= ARGV[2] then return 'a' end
if h[2] == 'seat' then return 'h' .. h[5] end
if string.sub(h[2], 1, 6) ~= 'queued' then return 'n' end
redis.call('HSET', dialog, 'mode', 'bot', 'quiet', now + ARGV[3])
outbox_add(dialog, ARGV[4], now)
return 'o' .. string.sub(h[3], 1, 64) .. ' ' .. (h[4] or '')
