-- latest_note: which dialog a customer of the OpenAI-compatible surface is in. May be repeated.
-- KEYS  1 latest (STRING)
-- ARGV  1 not_after (ms)  2 dialog_id  3 ttl (ms)
-- RETURNS l<now> late, n noted
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 'n'
