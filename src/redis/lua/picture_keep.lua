-- picture_keep: keep a picture beside its dialog, if there is room for it.
-- KEYS  1 dialog (HASH)  2 keys (HASH)
-- ARGV  1 not_after (ms)  2 owner  3 image_id  4 sealed picture  5 bytes of the picture  6 most_pictures  7 most_bytes
-- The picture lies among the keys, so that whatever renews or erases the dialog does the same to it. Keys that were
-- counted once are renewed by turn_commit: hence the 0.
-- RETURNS l<now> late, a absent, f full, k<end of the dialog's life> kept
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local dialog, keys = KEYS[1], KEYS[2]
local h = redis.call('HMGET', dialog, 'owner', 'pictures', 'ends')
if h[1] ~= ARGV[2] then return 'a' end
local bytes, ids = string.match(h[2] or '0 ', '^(%d+) (.*)$')
if not string.find(ids, ARGV[3], 1, true) then
  bytes = bytes + ARGV[5]
  if #ids >= 32 * ARGV[6] or bytes > tonumber(ARGV[7]) then return 'f' end
  redis.call('HSET', dialog, 'pictures', string.format('%.0f', bytes) .. ' ' .. ids .. ARGV[3])
  redis.call('HSETNX', dialog, 'keys', 0)
  redis.call('HSET', keys, 'i' .. ARGV[3], ARGV[4])
  redis.call('PEXPIREAT', keys, h[3])
end
return 'k' .. h[3]
