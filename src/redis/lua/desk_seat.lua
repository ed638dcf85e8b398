-- desk_seat: a seat as it is from now on, heard of by this process.
-- KEYS  1 meta (HASH)  2 seats (HASH)  3 beats (ZSET)
-- ARGV  1 not_after (ms)  2 sub  3 row (JSON)  4 process
-- RETURNS l<now> late, o done
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

redis.call('ZADD', KEYS[3], now, ARGV[4] .. ' ' .. ARGV[2])
redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
redis.call('HSET', KEYS[1], 'version', redis.sha1hex(now .. ARGV[3]))
return 'o'
