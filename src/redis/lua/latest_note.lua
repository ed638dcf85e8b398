-- latest_note: which dialog a customer of the OpenAI-compatible surface is in. May be repeated.
-- KEYS  1 latest (STRING)
-- ARGV  1 not_after (ms)  2 dialog_id  3 ttl (ms)
-- RETURNS `l<now ms>` too late, nothing was done | `y`
local latest = KEYS[1]
local not_after, dialog_id, ttl = ARGV[1], ARGV[2], ARGV[3]
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
if now > tonumber(not_after) then return 'l' .. now end
redis.call('SET', latest, dialog_id, 'PX', ttl)
return 'y'
