-- ticket_takeback: take a turn's ticket and its acknowledged text out of the dialog: its client got a 503.
-- KEYS  1 dialog (HASH)
-- ARGV  1 not_after (ms)  2 turn_id  3 origin
-- RETURNS l<now> late, - nothing to do, n<turn_id><origin> of the new head, or n
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local dialog, turn, origin = KEYS[1], ARGV[2], ARGV[3]
local queue = redis.call('HGET', dialog, 'queue')
local place = queue and string.find(queue, turn .. origin, 1, true)
if not place then return '-' end
queue = string.sub(queue, 1, place - 1) .. string.sub(queue, place + 64)
redis.call('HSET', dialog, 'queue', queue)
redis.call('HDEL', dialog, 'p' .. turn)
return 'n' .. (place == 1 and string.sub(queue, 1, 64) or '')
