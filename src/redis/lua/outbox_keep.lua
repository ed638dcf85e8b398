-- outbox_keep: keep an event that no other step of the dialog makes.
-- KEYS  1 dialog (HASH)
-- ARGV  1 not_after (ms)  2 owner  3 event
-- RETURNS l<now> late, a absent, o done
-- USES outbox_add
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local dialog = KEYS[1]
if redis.call('HGET', dialog, 'owner') ~= ARGV[2] then return 'a' end
outbox_add(dialog, ARGV[3], now)
return 'o'
