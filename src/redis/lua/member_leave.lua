-- member_leave: the process is gone for good: nobody need wait until its last beat is old.
-- KEYS  1 procs (ZSET)
-- ARGV  1 not_after (ms)  2 origin
-- RETURNS l<now> late, - done
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

redis.call('ZREM', KEYS[1], ARGV[2])
return '-'
