-- turn_read: where a turn stands.
-- KEYS  1 dialog (HASH)  2 turns (LIST)
-- ARGV  1 turn_id  2 owner
-- RETURNS g gone, a absent, d<turn> done, p<origin><mode> pending
local dialog, turns, turn = KEYS[1], KEYS[2], ARGV[1]
local h = redis.call('HMGET', dialog, 'owner', 'queue', 'mode', 'c' .. turn, 'ids')
if h[1] ~= ARGV[2] then return h[1] == '-' .. redis.sha1hex(dialog .. ARGV[2]) and 'g' or 'a' end
if h[4] then return 'g' end
local place = string.find(h[2], turn, 1, true)
if place then return 'p' .. string.sub(h[2], place + 32, place + 63) .. h[3] end
local ids, digits = h[5] or '', string.sub(turn, 1, 2)
for place = #ids - 1, 1, -2 do
  if string.sub(ids, place, place + 1) == digits then
    local stored = redis.call('LINDEX', turns, (place - 1) / 2)
    if string.sub(stored, 1, 32) == turn then return 'd' .. stored end
  end
end
return 'a'
