-- desk_left: a process has no socket of the seat any more: from now on it counts as not heard of.
-- KEYS  1 meta (HASH)  2 beats (ZSET)
-- ARGV  1 not_after (ms)  2 sub  3 process  4 stale (ms)
-- RETURNS l<now> late, o done
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

redis.call('ZADD', KEYS[2], 'XX', now - ARGV[4] - 1, ARGV[3] .. ' ' .. ARGV[2])
redis.call('HSET', KEYS[1], 'version', redis.sha1hex(now .. ARGV[2]))
return 'o'
