-- reflux_forget: drop everything of a dialog.
-- KEYS  1 rows (HASH)  2 all (ZSET)  3 waiting (ZSET)
-- ARGV  1 dialog_id
-- RETURNS f
local dialog = ARGV[1]
redis.call('HDEL', KEYS[1], dialog)
redis.call('ZREM', KEYS[2], dialog)
redis.call('ZREM', KEYS[3], dialog)
return 'f'
