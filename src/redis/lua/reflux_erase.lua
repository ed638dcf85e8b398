-- reflux_erase: drop everything of a dialog.
-- KEYS  1 rows (HASH)  2 all (ZSET)  3 waiting (ZSET)
-- ARGV  1 not_after (ms)  2 dialog_id
-- RETURNS l<now> late, f
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local dialog = ARGV[2]
redis.call('HDEL', KEYS[1], dialog)
redis.call('ZREM', KEYS[2], dialog)
redis.call('ZREM', KEYS[3], dialog)
return 'f'
