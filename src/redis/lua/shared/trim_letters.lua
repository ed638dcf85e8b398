-- trim_letters: drop dead letters that are too many or too old, so many at once that no call takes long.
local function trim_letters(texts, dead, died, most, oldest)
  local many = redis.call('ZCARD', died) - most
  local gone = redis.call('ZRANGEBYSCORE', died, '-inf', '(' .. oldest, 'LIMIT', 0, 1000)
  for i, place in ipairs(redis.call('ZRANGE', died, 0, math.min(many, 1000) - 1)) do
    if many > 0 and i > #gone then gone[i] = place end
  end
  for _, place in ipairs(gone) do
    redis.call('ZREM', died, place)
    redis.call('ZREM', dead, place)
    redis.call('HDEL', texts, place)
  end
end
