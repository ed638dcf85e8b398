-- dialog_unwatch: the process watches the dialog no longer.
-- KEYS  1 dialog (HASH)
-- ARGV  1 not_after (ms)  2 origin
-- RETURNS l<now> late, - done
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local dialog, origin = KEYS[1], ARGV[2]
local watchers = redis.call('HGET', dialog, 'watchers')
local place = watchers and string.find(watchers, origin, 1, true)
if not place then return '-' end
watchers = string.sub(watchers, 1, place - 1) .. string.sub(watchers, place + 32)
if watchers == '' then
  redis.call('HDEL', dialog, 'watchers')
else
  redis.call('HSET', dialog, 'watchers', watchers)
end
return '-'
