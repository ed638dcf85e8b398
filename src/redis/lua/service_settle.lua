-- service_settle: the customer is asked about this service no more.
-- KEYS  1 dialog (HASH)
-- ARGV  1 not_after (ms)  2 owner  3 service
-- RETURNS l<now> late, a absent, o done
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local dialog = KEYS[1]
local h = redis.call('HMGET', dialog, 'owner', 'invite')
if h[1] ~= ARGV[2] then return 'a' end
if h[2] and string.sub(h[2], 1, 32) == ARGV[3] then redis.call('HDEL', dialog, 'invite') end
return 'o'
