-- breaker_close: close a vendor's breaker for all processes and tell them. Its probe is over.
-- KEYS  1 breakers (HASH)  2 probe (STRING)
-- ARGV  1 not_after (ms)  2 name  3 channel
-- RETURNS l<now> late, c closed
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local breakers, probe, name = KEYS[1], KEYS[2], ARGV[2]
redis.call('HDEL', breakers, name)
redis.call('DEL', probe)
redis.call('PUBLISH', ARGV[3], name)
return 'c'
