-- opinion_index: note that a dialog has opinions.
-- KEYS  1 opinions (ZSET of dialogs by their first opinion)
-- ARGV  1 not_after (ms)  2 dialog_id  3 dialogs_most
-- RETURNS l<now> late, a noted
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local opinions = KEYS[1]
redis.call('ZADD', opinions, 'NX', now, ARGV[2])
redis.call('ZREMRANGEBYRANK', opinions, 0, -1 - ARGV[3])
return 'a'
