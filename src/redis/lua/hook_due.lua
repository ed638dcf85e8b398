-- hook_due: the heads of an endpoint's lanes whose time has come, the longest due first.
-- KEYS  1 waiting (ZSET)  2 texts (HASH)  3 due (ZSET)  4 endpoints (SET)
-- ARGV  1 not_after (ms)  2 endpoint  3 most
-- An erasure leaves lanes without a head, which go here.
-- RETURNS l<now> late, d<places and texts> a line each
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local waiting, texts, due, endpoints = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local found = {}
for _, lane in ipairs(redis.call('ZRANGEBYSCORE', due, '-inf', now, 'LIMIT', 0, ARGV[3])) do
  local head = redis.call('ZRANGEBYLEX', waiting, '[' .. lane .. '/', '(' .. lane .. '0', 'LIMIT', 0, 1)[1]
  local text = head and redis.call('HGET', texts, head)
  if text then
    found[#found + 1] = head
    found[#found + 1] = text
  else
    redis.call('ZREM', due, lane)
  end
end
if redis.call('ZCARD', due) == 0 then redis.call('SREM', endpoints, ARGV[2]) end
return 'd' .. table.concat(found, '\n')
