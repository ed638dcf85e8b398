-- lease_keep: lengthen a lease that is still ours.
-- KEYS  1 lease (STRING)
-- ARGV  1 origin  2 lease_ms
-- RETURNS k kept, - not ours
local lease = KEYS[1]
if redis.call('GET', lease) ~= ARGV[1] then return '-' end
redis.call('PEXPIRE', lease, ARGV[2])
return 'k'
