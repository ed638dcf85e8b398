-- board_move: replace the agreed level if it is still the one that was read, and tell every process.
-- KEYS  1 board (HASH)
-- ARGV  1 state as read  2 new state  3 channel
-- RETURNS m moved, - another process was first
local board = KEYS[1]
if (redis.call('HGET', board, 'state') or '') ~= ARGV[1] then return '-' end
redis.call('HSET', board, 'state', ARGV[2])
redis.call('PUBLISH', ARGV[3], ARGV[2])
return 'm'
