-- reflux_settle: put new entries in the place of a dialog's, if they are still those that were read.
-- KEYS  1 rows (HASH)  2 waiting (ZSET)
-- ARGV  1 dialog_id  2 entries as read  3 new entries
-- RETURNS s settled, - the row has changed
local rows, waiting, dialog = KEYS[1], KEYS[2], ARGV[1]
if redis.call('HGET', rows, dialog) ~= ARGV[2] then return '-' end
redis.call('HSET', rows, dialog, ARGV[3])
redis.call('ZREM', waiting, dialog)
return 's'
