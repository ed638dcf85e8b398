-- bury_letter: a delivery becomes a dead letter, at a time that no other has.
local function bury_letter(texts, dead, died, place, text, now)
  local last = redis.call('ZREVRANGE', died, 0, 0, 'WITHSCORES')[2]
  redis.call('ZADD', died, math.max(now, (tonumber(last) or 0) + 1), place)
  redis.call('ZADD', dead, 0, place)
  redis.call('HSET', texts, place, text)
end
