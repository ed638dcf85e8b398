-- next_of_lane: what is first in a lane by now is due now.
local function next_of_lane(waiting, due, lane, now)
  local head = redis.call('ZRANGEBYLEX', waiting, '[' .. lane .. '/', '(' .. lane .. '0', 'LIMIT', 0, 1)[1]
  if head then
    redis.call('ZADD', due, now, lane)
  else
    redis.call('ZREM', due, lane)
  end
end
