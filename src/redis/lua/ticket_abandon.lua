-- ticket_abandon: take a turn's ticket out of its dialog's queue, unless it is acknowledged: then give it back.
-- KEYS  1 dialog (HASH)
-- ARGV  1 not_after (ms)  2 turn_id  3 origin
-- RETURNS l<now> late, - nothing to do, o<owner> <tries> <now>\n<promise> acknowledged, n<turn_id><origin> of the new head, or n
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local dialog, turn, origin = KEYS[1], ARGV[2], ARGV[3]
local h = redis.call('HMGET', dialog, 'queue', 'p' .. turn, 'owner')
local queue, promise = h[1], h[2]
local place = queue and string.find(queue, turn .. origin, 1, true)
if not place then return '-' end
if promise then return 'o' .. h[3] .. ' ' .. redis.call('HINCRBY', dialog, 't' .. turn, 1) .. ' ' .. now .. '\n' .. promise end
queue = string.sub(queue, 1, place - 1) .. string.sub(queue, place + 64)
redis.call('HSET', dialog, 'queue', queue)
redis.call('HDEL', dialog, 'w' .. turn)
return 'n' .. (place == 1 and string.sub(queue, 1, 64) or '')
