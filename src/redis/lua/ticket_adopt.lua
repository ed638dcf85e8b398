-- ticket_adopt: make a process the origin of an acknowledged turn if the process it is taken from still is.
-- KEYS  1 dialog (HASH)
-- ARGV  1 not_after (ms)  2 turn_id  3 from  4 to
-- RETURNS l<now> late, v over, h<origin> held by another, y<owner> <tries> <now>\n<promise> yours
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local dialog, turn, from, to = KEYS[1], ARGV[2], ARGV[3], ARGV[4]
local h = redis.call('HMGET', dialog, 'queue', 'p' .. turn, 'owner', 't' .. turn)
local queue, promise, tries = h[1], h[2], h[4] or 0
local place = queue and promise and string.find(queue, turn, 1, true)
if not place then return 'v' end
local origin = string.sub(queue, place + 32, place + 63)
if origin ~= from and origin ~= to then return 'h' .. origin end
if origin ~= to then
  tries = redis.call('HINCRBY', dialog, 't' .. turn, 1)
  redis.call('HSET', dialog, 'queue', string.sub(queue, 1, place + 31) .. to .. string.sub(queue, place + 64))
end
return 'y' .. h[3] .. ' ' .. tries .. ' ' .. now .. '\n' .. promise
