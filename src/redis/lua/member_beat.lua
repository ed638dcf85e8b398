-- member_beat: note that a process lives, and tell who else does.
-- KEYS  1 procs (ZSET)  2 homes (STRING: since when all dialogs in use lie in the slots of their owners)
-- ARGV  1 not_after (ms)  2 origin  3 dead_ms  4 forget_ms
-- RETURNS l<now> late, b<now> <origins of the live>
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local procs = KEYS[1]
redis.call('ZADD', procs, now, ARGV[2])
redis.call('ZREMRANGEBYSCORE', procs, '-inf', now - ARGV[4])
redis.call('PEXPIRE', procs, ARGV[4])
-- Begins anew when no process has put dialogs there for a while: others, which did not, may have been in their place.
redis.call('SET', KEYS[2], string.format('%.0f', now), 'NX')
redis.call('PEXPIRE', KEYS[2], ARGV[4])
return 'b' .. now .. ' ' .. table.concat(redis.call('ZRANGEBYSCORE', procs, now - ARGV[3], '+inf'))
