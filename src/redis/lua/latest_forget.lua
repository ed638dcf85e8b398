-- latest_forget: forget which dialog a customer is in; with a dialog_id only if it is that one. May be repeated.
-- KEYS  1 latest (STRING)
-- ARGV  1 not_after (ms)  2 dialog_id (or '')
-- RETURNS l<now> late, f
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local latest, dialog = KEYS[1], ARGV[2]
if dialog == '' or redis.call('GET', latest) == dialog then redis.call('DEL', latest) end
return 'f'
