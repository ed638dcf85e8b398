-- reflux_trim: drop dialogs that are kept too long, so many at a time.
-- KEYS  1 rows (HASH)  2 all (ZSET)  3 waiting (ZSET)
-- ARGV  1 not_after (ms)  2 age (ms)  3 most
-- RETURNS l<now> late, <number of dropped dialogs>
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local rows, all, waiting = KEYS[1], KEYS[2], KEYS[3]
local old = redis.call('ZRANGEBYSCORE', all, '-inf', now - ARGV[2], 'LIMIT', 0, ARGV[3])
for _, dialog in ipairs(old) do
  redis.call('HDEL', rows, dialog)
  redis.call('ZREM', all, dialog)
  redis.call('ZREM', waiting, dialog)
end
return '' .. #old
