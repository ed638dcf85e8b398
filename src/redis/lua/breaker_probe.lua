-- breaker_probe: take the right to probe a vendor, or lengthen it; it lapses with its owner.
-- KEYS  1 breakers (HASH)  2 probe (STRING)
-- ARGV  1 not_after (ms)  2 name  3 origin  4 probe_ms
-- RETURNS l<now> late, o ours, - another process's, or not yet time
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local breakers, probe, name, origin = KEYS[1], KEYS[2], ARGV[2], ARGV[3]
local owner = redis.call('GET', probe)
if owner and owner ~= origin then return '-' end
-- The caller has not heard yet that another probe has failed. Ten milliseconds are the rounding of two clocks.
if tonumber(redis.call('HGET', breakers, name) or 0) > now + 10 then return '-' end
redis.call('SET', probe, origin, 'PX', ARGV[4])
return 'o'
