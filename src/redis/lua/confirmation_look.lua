-- confirmation_look: a confirmation as it stands.
-- KEYS  1 dialog (HASH)
-- ARGV  1 confirm_id  2 owner ('': a seat asks)  3 shop  4 seat
-- RETURNS a absent, x the seat does not hold the dialog, d<now> <owner>\n<confirmation>
-- USES whose_dialog
-- USES find_confirmation
local dialog = KEYS[1]
local found, owner = find_confirmation(dialog, ARGV[1], ARGV[2], ARGV[3], ARGV[4])
if not found then return owner end
local time = redis.call('TIME')
return 'd' .. string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000)) .. ' ' .. owner .. '\n' .. found
