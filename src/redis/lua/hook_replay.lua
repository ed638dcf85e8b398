-- hook_replay: a dead letter is due again.
-- KEYS  1 waiting (ZSET)  2 texts (HASH)  3 due (ZSET)  4 dead (ZSET)  5 died (ZSET)  6 endpoints (SET)
-- ARGV  1 not_after (ms)  2 place  3 lane  4 endpoint  5 text
-- RETURNS l<now> late, a due again, - there is no such dead letter
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local waiting, texts, due, dead = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local died, endpoints = KEYS[5], KEYS[6]
if redis.call('ZREM', dead, ARGV[2]) == 0 then return '-' end
redis.call('ZREM', died, ARGV[2])
redis.call('ZADD', waiting, 0, ARGV[2])
redis.call('HSET', texts, ARGV[2], ARGV[5])
redis.call('ZADD', due, 'NX', now, ARGV[3])
redis.call('SADD', endpoints, ARGV[4])
return 'a'
