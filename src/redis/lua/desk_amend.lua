-- desk_amend: change offers, what is noted of seats, and seats, if nothing on the board has changed since it was read.
-- KEYS  1 meta (HASH)  2 seats (HASH)  3 offers (HASH)
-- ARGV  1 not_after (ms)  2 version (that was read)  3 entries (JSON array: field, value or '')  4 rows (JSON array: sub, row)
-- RETURNS l<now> late, x it has changed, o done
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local meta, seats, offers = KEYS[1], KEYS[2], KEYS[3]
if redis.call('HGET', meta, 'version') ~= ARGV[2] then return 'x' end
local entries, rows = cjson.decode(ARGV[3]), cjson.decode(ARGV[4])
for i = 1, #entries, 2 do
  if entries[i + 1] == '' then
    redis.call('HDEL', offers, entries[i])
  else
    redis.call('HSET', offers, entries[i], entries[i + 1])
  end
end
for i = 1, #rows, 2 do
  if redis.call('HEXISTS', seats, rows[i]) == 1 then redis.call('HSET', seats, rows[i], rows[i + 1]) end
end
redis.call('HSET', meta, 'version', redis.sha1hex(ARGV[2] .. ARGV[3] .. ARGV[4]))
return 'o'
