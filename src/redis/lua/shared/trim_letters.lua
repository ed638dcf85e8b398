-- trim_letters: drop dead letters that are too many or too old, so many at once that no call takes long.
local function trim_letters(texts, dead, died, most, oldest)
  local many = math.min(redis.call('ZCARD', died) - most, 1000)
  local gone = redis.call('ZRANGEBYSCORE', died, '-inf', '(' .. oldest, 'LIMIT', 0, 1000)
  if many > #gone then gone = redis.call('ZRANGE', died, 0, many - 1) end
  for _, place in ipairs(gone) do
    redis.call('ZREM', died, place)
    redis.call('ZREM', dead, place)
    redis.call('HDEL', texts, place)
  end
end
