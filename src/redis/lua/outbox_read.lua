-- outbox_read: the events that a dialog, or the mark of an erased one, keeps, the first first.
-- KEYS  1 dialog (HASH)
-- RETURNS n none, e<JSON array of the number that was lost, then the events as outbox_add writes them>
local dialog = KEYS[1]
local h = redis.call('HMGET', dialog, 'events', 'moved')
local last, moved = tonumber(h[1] or 0), tonumber(h[2] or 0)
if last <= moved then return 'n' end
local first = math.max(moved, last - 100) + 1
local rows = { tostring(first - moved - 1) }
for version = first, last do rows[#rows + 1] = redis.call('HGET', dialog, 'e' .. version % 100) end
return 'e' .. cjson.encode(rows)
