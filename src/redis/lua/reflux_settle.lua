-- reflux_settle: put new entries in the place of a dialog's, if they are still those that were read.
-- KEYS  1 rows (HASH)  2 waiting (ZSET)
-- ARGV  1 not_after (ms)  2 dialog_id  3 entries as read  4 new entries
-- RETURNS l<now> late, s settled, - the row has changed
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local rows, waiting, dialog = KEYS[1], KEYS[2], ARGV[2]
if redis.call('HGET', rows, dialog) ~= ARGV[3] then return '-' end
redis.call('HSET', rows, dialog, ARGV[4])
redis.call('ZREM', waiting, dialog)
return 's'
