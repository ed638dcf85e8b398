-- confirmation_settle: write how a confirmation ended, once.
-- KEYS  1 dialog (HASH)
-- ARGV  1 not_after (ms)  2 confirm_id  3 attempt ('-': it is open)  4 end (JSON)
-- RETURNS l<now> late, n it does not stand so, s settled now or before
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local dialog, field, attempt = KEYS[1], 'f' .. ARGV[2], ARGV[3]
local found = redis.call('HGET', dialog, field)
if not found then return 'n' end
local state, by, rest, tail = string.match(found, '^(%a) (%S+)( %S+ %S+ %S+ %S+\n[^\n]*\n)(.*)$')
if state == 'd' and by == attempt and tail == ARGV[4] then return 's' end
if by ~= attempt or state ~= (attempt == '-' and 'o' or 'e') then return 'n' end
redis.call('HSET', dialog, field, 'd ' .. attempt .. rest .. ARGV[4])
return 's'
