-- procs_beat: note that a process lives, and tell who else does.
-- KEYS  1 procs (ZSET)
-- ARGV  1 not_after (ms)  2 origin  3 dead_ms  4 forget_ms
-- RETURNS l<now> late, b<now> <origins of the live>
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local procs = KEYS[1]
redis.call('ZADD', procs, now, ARGV[2])
redis.call('ZREMRANGEBYSCORE', procs, '-inf', now - ARGV[4])
redis.call('PEXPIRE', procs, ARGV[4])
return 'b' .. now .. ' ' .. table.concat(redis.call('ZRANGEBYSCORE', procs, now - ARGV[3], '+inf'))
