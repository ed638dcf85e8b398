-- dialog_read: a dialog's mode, end and kept turns.
-- KEYS  1 dialog (HASH)  2 turns (LIST)
-- ARGV  1 owner
-- RETURNS a absent, d<mode> <ends>\n<turns>
local dialog, turns = KEYS[1], KEYS[2]
local h = redis.call('HMGET', dialog, 'owner', 'mode', 'ends')
if h[1] ~= ARGV[1] then return 'a' end
return 'd' .. h[2] .. ' ' .. h[3] .. '\n' .. table.concat(redis.call('LRANGE', turns, 0, -1), '\n')
