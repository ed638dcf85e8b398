-- picture_find: a picture of a dialog, for its customer or for the seat that holds the dialog.
-- KEYS  1 dialog (HASH)  2 keys (HASH)
-- ARGV  1 image_id  2 owner ('': a seat asks)  3 shop  4 seat
-- RETURNS a absent, or not theirs to see, d<sealed picture>
local h = redis.call('HMGET', KEYS[1], 'owner', 'shop', 'mode', 'seat')
local is_customer = ARGV[2] ~= '' and h[1] == ARGV[2]
local is_holder = ARGV[2] == '' and h[2] == ARGV[3] and h[3] == 'seat' and h[4] == ARGV[4]
if not is_customer and not is_holder then return 'a' end
local sealed = redis.call('HGET', KEYS[2], 'i' .. ARGV[1])
return sealed and 'd' .. sealed or 'a'
