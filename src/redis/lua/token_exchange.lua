-- token_exchange: add the vendor's tokens that a process counted by shop, and read the day's sums of these shops.
-- A new day begins with nothing. A batch that was added before adds nothing.
-- KEYS  1 tokens (HASH)
-- ARGV  1 not_after (ms)  2 process  3 batch (rises)  4 day_ahead_ms (of UTC)  5 news (lines <tokens> <shop>)
-- RETURNS l<now> late, else the sums in the order of the news, joined by blanks
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local key, process, batch = KEYS[1], 'p:' .. ARGV[2], tonumber(ARGV[3])
local day = string.format('%d', math.floor((now + ARGV[4]) / 86400000))
if redis.call('HGET', key, 'day') ~= day then
  redis.call('DEL', key)
  redis.call('HSET', key, 'day', day)
end

local is_new = batch > tonumber(redis.call('HGET', key, process) or 0)
if is_new then redis.call('HSET', key, process, batch) end
local sums = {}
for tokens, shop in string.gmatch(ARGV[5], '(%d+) (%S+)') do
  local field = 's:' .. shop
  if is_new and tonumber(tokens) > 0 then redis.call('HINCRBY', key, field, tokens) end
  sums[#sums + 1] = redis.call('HGET', key, field) or '0'
end
redis.call('PEXPIRE', key, 172800000)
return table.concat(sums, ' ')
