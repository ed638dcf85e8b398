-- act_done: what became of a seat's act that comes under a key.
-- KEYS  1 dialog (HASH)
-- ARGV  1 shop  2 once (hashes of key and body)
-- RETURNS a absent, d done before, k the key was another act's, n new
-- USES act_once
local h = redis.call('HMGET', KEYS[1], 'shop', 'acted')
if h[1] ~= ARGV[1] then return 'a' end
return act_once(h[2] or '', ARGV[2]) or 'n'
