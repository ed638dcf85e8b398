-- confirmation_claim: an open confirmation becomes this attempt's, whose write may be sent from then on. What is sealed
-- goes: no other attempt will need it.
-- KEYS  1 dialog (HASH)
-- ARGV  1 not_after (ms)  2 confirm_id  3 owner ('': a seat asks)  4 shop  5 seat  6 attempt  7 lease (ms)
-- RETURNS l<now> late, n not open or not theirs, c claimed
-- USES whose_dialog
-- USES find_confirmation
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local dialog, id, attempt = KEYS[1], ARGV[2], ARGV[6]
local found = find_confirmation(dialog, id, ARGV[3], ARGV[4], ARGV[5])
if not found then return 'n' end
local state, by, expires, rest = string.match(found, '^(%a) (%S+) %S+ (%S+)( %S+ %S+\n[^\n]*\n)')
if state == 'e' and by == attempt then return 'c' end
if state ~= 'o' or now >= tonumber(expires) then return 'n' end
redis.call('HSET', dialog, 'f' .. id, 'e ' .. attempt .. ' ' .. now + ARGV[7] .. ' ' .. expires .. rest)
return 'c'
