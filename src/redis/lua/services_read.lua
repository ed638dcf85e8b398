-- services_read: the services of a dialog that seats have closed.
-- KEYS  1 dialog (HASH)
-- ARGV  1 owner
-- RETURNS a absent, d<now>\n<services, a line each: service, closed at, outcome, seat as a word; the newest last>
local dialog = KEYS[1]
local h = redis.call('HMGET', dialog, 'owner', 'services')
if h[1] ~= ARGV[1] then return 'a' end
local time = redis.call('TIME')
return 'd' .. string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000)) .. '\n' .. (h[2] or '')
