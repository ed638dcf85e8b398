-- turn_read: where a turn stands.
-- KEYS  1 dialog (HASH)  2 turns (LIST)
-- ARGV  1 turn_id  2 owner
-- RETURNS g gone, a absent, d<turn> done, p<origin><mode> pending
local dialog, turns, turn = KEYS[1], KEYS[2], ARGV[1]
local h = redis.call('HMGET', dialog, 'owner', 'queue', 'mode', 'c' .. turn)
if h[1] == '-' then return 'g' end
if h[1] ~= ARGV[2] then return 'a' end
if h[4] then return 'g' end
local place = string.find(h[2], turn, 1, true)
if place then return 'p' .. string.sub(h[2], place + 32, place + 63) .. h[3] end
for _, stored in ipairs(redis.call('LRANGE', turns, 0, -1)) do
  if string.sub(stored, 1, 32) == turn then return 'd' .. stored end
end
return 'a'
