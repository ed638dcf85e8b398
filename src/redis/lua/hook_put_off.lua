-- hook_put_off: the head of a lane is tried again later.
-- KEYS  1 waiting (ZSET)  2 texts (HASH)  3 due (ZSET)
-- ARGV  1 not_after (ms)  2 place  3 lane  4 text  5 ms
-- RETURNS l<now> late, p put off, - it does not wait
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local waiting, texts, due = KEYS[1], KEYS[2], KEYS[3]
if not redis.call('ZSCORE', waiting, ARGV[2]) then return '-' end
redis.call('HSET', texts, ARGV[2], ARGV[4])
redis.call('ZADD', due, now + ARGV[5], ARGV[3])
return 'p'
