-- drop_delivery: forget a delivery, whether it waits or is a dead letter.
local function drop_delivery(waiting, texts, dead, died, place)
  redis.call('ZREM', waiting, place)
  redis.call('ZREM', dead, place)
  redis.call('ZREM', died, place)
  redis.call('HDEL', texts, place)
end
