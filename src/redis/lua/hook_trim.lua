-- hook_trim: drop dead letters that are too many or too old.
-- KEYS  1 texts (HASH)  2 dead (ZSET)  3 died (ZSET)
-- ARGV  1 not_after (ms)  2 dead_most  3 dead (ms)
-- RETURNS l<now> late, t<number that is left>
-- USES trim_letters
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local texts, dead, died = KEYS[1], KEYS[2], KEYS[3]
trim_letters(texts, dead, died, tonumber(ARGV[2]), now - ARGV[3])
return 't' .. redis.call('ZCARD', died)
