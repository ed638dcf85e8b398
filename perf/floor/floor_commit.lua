-- floor_commit: append a turn built on `last` and take its ticket away.
-- KEYS  1 record (HASH)  2 fragments (LIST)  3 tickets (LIST)
-- ARGV  1 built_on  2 new_last  3 fragment  4 ttl_s
-- RETURNS seq, or 0 when something else was written since
local record, fragments, tickets = KEYS[1], KEYS[2], KEYS[3]
local built_on, new_last, fragment, ttl_s = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
if (redis.call('HGET', record, 'last') or '') ~= built_on then return 0 end
redis.call('HSET', record, 'last', new_last)
local seq = redis.call('HINCRBY', record, 'n', 1)
redis.call('RPUSH', fragments, fragment)
redis.call('LTRIM', fragments, -50, -1)
redis.call('LPOP', tickets)
redis.call('EXPIRE', record, ttl_s)
redis.call('EXPIRE', fragments, ttl_s)
return seq
