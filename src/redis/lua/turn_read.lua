-- turn_read: where a turn stands.
-- KEYS  1 dialog (HASH)  2 turns (LIST)
-- ARGV  1 turn_id  2 owner
-- RETURNS g gone, a absent, d<turn> done, p<origin><mode> pending
-- USES find_turn
local dialog, turns, turn = KEYS[1], KEYS[2], ARGV[1]
local h = redis.call('HMGET', dialog, 'owner', 'queue', 'mode', 'c' .. turn, 'index', 'n')
if h[1] ~= ARGV[2] then return h[1] == '-' .. redis.sha1hex(dialog .. ARGV[2]) and 'g' or 'a' end
if h[4] then return 'g' end
local place = string.find(h[2], turn, 1, true)
if place then return 'p' .. string.sub(h[2], place + 32, place + 63) .. h[3] end
local stored = find_turn(turns, h[5], h[6], turn)
return stored and 'd' .. stored or 'a'
