-- outbox_left: acts that were announced so long ago that whoever did them has not moved their events, the oldest first.
-- KEYS  1 outbox (ZSET)
-- ARGV  1 age (ms)  2 most  3 from (so many of the oldest are left out)
-- RETURNS acts, a line each
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
return table.concat(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[1], 'LIMIT', ARGV[3], ARGV[2]), '\n')
