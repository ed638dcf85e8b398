-- hook_bury: a delivery that waits becomes a dead letter; the next of its lane is due.
-- KEYS  1 waiting (ZSET)  2 texts (HASH)  3 due (ZSET)  4 dead (ZSET)  5 died (ZSET)
-- ARGV  1 not_after (ms)  2 place  3 lane  4 text  5 dead_most  6 dead (ms)
-- RETURNS l<now> late, b buried, - it does not wait
-- USES next_of_lane
-- USES bury_letter
-- USES trim_letters
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local waiting, texts, due, dead, died = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
if redis.call('ZREM', waiting, ARGV[2]) == 0 then return '-' end
bury_letter(texts, dead, died, ARGV[2], ARGV[4], now)
trim_letters(texts, dead, died, tonumber(ARGV[5]), now - ARGV[6])
next_of_lane(waiting, due, ARGV[3], now)
return 'b'
