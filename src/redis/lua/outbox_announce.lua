-- outbox_announce: an act of a dialog that may keep an event there is about to be done.
-- KEYS  1 outbox (ZSET)
-- ARGV  1 not_after (ms)  2 act (<dialog_id>:<act_id>)  3 acts_most
-- RETURNS l<now> late, o done
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local outbox = KEYS[1]
redis.call('ZADD', outbox, now, ARGV[2])
redis.call('ZREMRANGEBYRANK', outbox, 0, -1 - ARGV[3])
return 'o'
