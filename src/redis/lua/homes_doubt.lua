-- homes_doubt: a dialog that does not lie in the slot of its owner is in use: from now on others may be, too.
-- KEYS  1 homes (STRING: since when all dialogs in use lie in the slots of their owners)
-- ARGV  1 not_after (ms)  2 forget_ms
-- RETURNS l<now> late, n noted
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

redis.call('SET', KEYS[1], string.format('%.0f', now), 'PX', ARGV[2])
return 'n'
