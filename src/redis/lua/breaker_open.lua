-- breaker_open: open a vendor's breaker for all processes and tell them. A failed probe is over.
-- KEYS  1 breakers (HASH)  2 probe (STRING)
-- ARGV  1 not_after (ms)  2 name  3 channel  4 open_ms
-- RETURNS l<now> late, o open
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local breakers, probe, name = KEYS[1], KEYS[2], ARGV[2]
redis.call('HSET', breakers, name, now + ARGV[4])
-- A vendor that is configured no more leaves nothing behind.
redis.call('PEXPIRE', breakers, math.max(86400000, 2 * ARGV[4]))
redis.call('DEL', probe)
redis.call('PUBLISH', ARGV[3], name)
return 'o'
