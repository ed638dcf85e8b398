-- lease_drop: give back a lease that is still ours.
-- KEYS  1 lease (STRING)
-- ARGV  1 origin
-- RETURNS d dropped, - not ours
local lease = KEYS[1]
if redis.call('GET', lease) ~= ARGV[1] then return '-' end
redis.call('DEL', lease)
return 'd'
