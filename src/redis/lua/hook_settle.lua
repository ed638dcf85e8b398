-- hook_settle: a delivery is done with; the next of its lane is due.
-- KEYS  1 waiting (ZSET)  2 texts (HASH)  3 due (ZSET)
-- ARGV  1 not_after (ms)  2 place  3 lane
-- RETURNS l<now> late, s settled, - it does not wait
-- USES next_of_lane
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local waiting, texts, due = KEYS[1], KEYS[2], KEYS[3]
if redis.call('ZREM', waiting, ARGV[2]) == 0 then return '-' end
redis.call('HDEL', texts, ARGV[2])
next_of_lane(waiting, due, ARGV[3], now)
return 's'
