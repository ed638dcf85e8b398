-- pictures_list: which pictures a dialog has.
-- KEYS  1 dialog (HASH)
-- ARGV  1 owner
-- RETURNS a absent, d<bytes of all> <image ids, joined>
local h = redis.call('HMGET', KEYS[1], 'owner', 'pictures')
if h[1] ~= ARGV[1] then return 'a' end
return 'd' .. (h[2] or '0 ')
