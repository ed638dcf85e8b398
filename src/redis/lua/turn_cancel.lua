-- turn_cancel: take a turn out for good; its id is refused as long as the dialog lives.
-- KEYS  1 dialog (HASH)  2 turns (LIST)
-- ARGV  1 not_after (ms)  2 turn_id  3 owner
-- RETURNS l<now> late, a absent, d answered already, c cancelled before, or
--       c<origin> <next turn_id and origin> <watchers>
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local dialog, turns, turn = KEYS[1], KEYS[2], ARGV[2]
local h = redis.call('HMGET', dialog, 'owner', 'queue', 'watchers', 'c' .. turn)
local queue = h[2]
if h[1] ~= ARGV[3] then return 'a' end
if h[4] then return 'c' end
for _, stored in ipairs(redis.call('LRANGE', turns, 0, -1)) do
  if string.sub(stored, 1, 32) == turn then return 'd' end
end
local place = string.find(queue, turn, 1, true)
if not place then return 'a' end
local origin = string.sub(queue, place + 32, place + 63)
queue = string.sub(queue, 1, place - 1) .. string.sub(queue, place + 64)
redis.call('HSET', dialog, 'queue', queue, 'c' .. turn, 1)
redis.call('HDEL', dialog, 'p' .. turn)
return 'c' .. origin .. ' ' .. (place == 1 and string.sub(queue, 1, 64) or '') .. ' ' .. (h[3] or '')
