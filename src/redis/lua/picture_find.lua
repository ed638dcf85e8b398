-- picture_find: a picture of a dialog, for its customer or for the seat that holds the dialog.
-- KEYS  1 dialog (HASH)  2 keys (HASH)
-- ARGV  1 image_id  2 owner ('': a seat asks)  3 shop  4 seat
-- RETURNS a absent, or not theirs to see, d<sealed picture>
-- USES whose_dialog
local dialog = KEYS[1]
if whose_dialog(dialog, ARGV[2], ARGV[3], ARGV[4]) ~= 'o' then return 'a' end
local sealed = redis.call('HGET', KEYS[2], 'i' .. ARGV[1])
return sealed and 'd' .. sealed or 'a'
