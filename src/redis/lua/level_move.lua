-- level_move: replace the agreed level if it is still the one that was read, and tell every process.
-- KEYS  1 board (HASH)
-- ARGV  1 not_after (ms)  2 state as read  3 new state  4 channel
-- RETURNS l<now> late, m moved, - another process was first
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local board = KEYS[1]
if (redis.call('HGET', board, 'state') or '') ~= ARGV[2] then return '-' end
redis.call('HSET', board, 'state', ARGV[3])
redis.call('PUBLISH', ARGV[4], ARGV[3])
return 'm'
