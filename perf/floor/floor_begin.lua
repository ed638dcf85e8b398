-- floor_begin: give a turn its place in its dialog's queue and say what the dialog's past is.
-- KEYS  1 record (HASH)  2 tickets (LIST)      ARGV  1 turn_id  2 text
-- RETURNS last, n
local record, tickets, turn, text = KEYS[1], KEYS[2], ARGV[1], ARGV[2]
redis.call('RPUSH', tickets, turn .. text)
local past = redis.call('HMGET', record, 'last', 'n')
return { past[1] or '', past[2] or '0' }
