-- audit_add: append a batch of entries, once however often it comes, and drop what is too many or too old.
-- KEYS  1 audit (STREAM)  2 batch (STRING)
-- ARGV  1 not_after (ms)  2 number (of the batch)  3 entries (JSON array of pairs: milliseconds ago, text)
--       4 entries_most  5 age (ms)  6 repeat (ms)
-- RETURNS l<now> late, a added, - added before
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local audit, batch = KEYS[1], KEYS[2]
redis.call('XTRIM', audit, 'MINID', now - ARGV[5])
local entries = cjson.decode(ARGV[3])
if #entries == 0 then return 'a' end
if redis.call('GET', batch) == ARGV[2] then return '-' end
redis.call('SET', batch, ARGV[2], 'PX', ARGV[6])
for _, entry in ipairs(entries) do
  redis.call('XADD', audit, '*', 'at', now - entry[1], 'e', entry[2])
end
redis.call('XTRIM', audit, 'MAXLEN', ARGV[4])
return 'a'
