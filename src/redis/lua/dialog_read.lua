-- dialog_read: a dialog's mode, end, number of turns and kept turns.
-- KEYS  1 dialog (HASH)  2 turns (LIST)
-- ARGV  1 owner  2 after (only turns of a higher seq)
-- RETURNS a absent, d<mode> <ends> <n> <seat's name as a word> <service> <service to be rated>
--         <until> <'p' when it had a person, or ''>\n<turns>
local dialog, turns = KEYS[1], KEYS[2]
local h = redis.call('HMGET', dialog, 'owner', 'mode', 'ends', 'n', 'name', 'service', 'invite', 'lives')
if h[1] ~= ARGV[1] then return 'a' end
local newer = h[4] - ARGV[2]
local found = newer > 0 and redis.call('LRANGE', turns, -newer, -1) or {}
local invite = h[7]
if invite and tonumber(string.match(invite, '%d+$')) <= tonumber(redis.call('TIME')[1]) * 1000 then invite = nil end
local who = (h[5] or '') .. ' ' .. (h[6] or '') .. ' ' .. (invite or ' ') .. ' ' .. (h[8] and 'p' or '')
return 'd' .. h[2] .. ' ' .. h[3] .. ' ' .. h[4] .. ' ' .. who .. '\n' .. table.concat(found, '\n')
