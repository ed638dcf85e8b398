-- lease_release: give back a lease that is still ours.
-- KEYS  1 lease (STRING)
-- ARGV  1 not_after (ms)  2 origin
-- RETURNS l<now> late, d released, - not ours
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local lease = KEYS[1]
if redis.call('GET', lease) ~= ARGV[2] then return '-' end
redis.call('DEL', lease)
return 'd'
