-- desk_unseat: forget a seat.
-- KEYS  1 meta (HASH)  2 seats (HASH)  3 beats (ZSET)  4 offers (HASH)
-- ARGV  1 not_after (ms)  2 sub  3 note (its field among the offers)
-- RETURNS l<now> late, o done
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

redis.call('HDEL', KEYS[2], ARGV[2])
redis.call('HDEL', KEYS[4], ARGV[3])
for _, member in ipairs(redis.call('ZRANGE', KEYS[3], 0, -1)) do
  if string.sub(member, 34) == ARGV[2] then redis.call('ZREM', KEYS[3], member) end
end
redis.call('HSET', KEYS[1], 'version', redis.sha1hex(now .. ARGV[2]))
return 'o'
