-- outbox_done: the events of a dialog up to this version are moved.
-- KEYS  1 dialog (HASH)
-- ARGV  1 not_after (ms)  2 version
-- RETURNS l<now> late, - they were moved before, o done
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local dialog = KEYS[1]
local h = redis.call('HMGET', dialog, 'events', 'moved')
local last, moved, version = tonumber(h[1] or 0), tonumber(h[2] or 0), tonumber(ARGV[2])
if version > last or version <= moved then return '-' end
for v = math.max(moved, last - 100) + 1, version do redis.call('HDEL', dialog, 'e' .. v % 100) end
redis.call('HSET', dialog, 'moved', version)
return 'o'
