-- turn_cancel: take a turn out for good; its id is refused until the dialog ends or as many were cancelled after it.
-- KEYS  1 dialog (HASH)  2 turns (LIST)
-- ARGV  1 not_after (ms)  2 turn_id  3 owner  4 cancels_kept
-- RETURNS l<now> late, a absent, d answered already, c cancelled before, or
--       c<origin> <next turn_id and origin> <watchers>
-- USES find_turn
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local dialog, turns, turn = KEYS[1], KEYS[2], ARGV[2]
local h = redis.call('HMGET', dialog, 'owner', 'queue', 'watchers', 'c' .. turn, 'index', 'n', 'cancels')
local queue = h[2]
if h[1] ~= ARGV[3] then return 'a' end
if h[4] then return 'c' end
if find_turn(turns, h[5], h[6], turn) then return 'd' end
local place = string.find(queue, turn, 1, true)
if not place then return 'a' end
local origin = string.sub(queue, place + 32, place + 63)
queue = string.sub(queue, 1, place - 1) .. string.sub(queue, place + 64)
local cancels = h[7] or 0
local slot = 'x' .. cancels % ARGV[4]
local oldest = redis.call('HGET', dialog, slot)
if oldest then redis.call('HDEL', dialog, 'c' .. oldest) end
redis.call('HSET', dialog, 'queue', queue, 'c' .. turn, 1, slot, turn, 'cancels', cancels + 1)
redis.call('HDEL', dialog, 'p' .. turn, 't' .. turn, 'w' .. turn)
return 'c' .. origin .. ' ' .. (place == 1 and string.sub(queue, 1, 64) or '') .. ' ' .. (h[3] or '')
