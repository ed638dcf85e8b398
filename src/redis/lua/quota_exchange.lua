-- quota_exchange: hand in what a process holds of a quota's bucket, or owes it, and take what it is due.
-- The bucket is one number: the microsecond at which it was, or will be, empty. One that is absent is full.
-- KEYS  1 bucket (STRING)  2 asking (ZSET)
-- ARGV  1 not_after (ms)  2 rate (tokens a second)  3 burst  4 process  5 held (negative: spent on credit)  6 want
-- RETURNS l<now> late, <granted> <left>
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
if now > ARGV[1] * 1000 then return 'l' .. math.floor(now / 1000) end

local bucket, asking = KEYS[1], KEYS[2]
local rate, burst, process = ARGV[2] / 1000000, tonumber(ARGV[3]), ARGV[4]
local held, want = tonumber(ARGV[5]), tonumber(ARGV[6])

local left = math.min(burst, (now - (redis.call('GET', bucket) or 0)) * rate)
-- A debt above one burst is none of ours: it comes of a host whose clock runs behind.
left = math.min(burst, math.max(-burst, left) + held)

-- Those who asked within 150 ms share; a process with demand asks at least every 100.
local granted = 0
if want > 0 then
  redis.call('ZREMRANGEBYSCORE', asking, '-inf', now - 150000)
  redis.call('ZADD', asking, now, process)
  redis.call('PEXPIRE', asking, 1000)
  local due = math.floor(left / redis.call('ZCARD', asking))
  -- A bucket of less than one token each still gives one.
  if due == 0 and left >= 1 then due = 1 end
  granted = math.max(0, math.min(want, due))
end
left = left - granted
redis.call('SET', bucket, now - left / rate, 'PX', math.ceil((burst - left) / rate / 1000) + 1)
return granted .. ' ' .. math.floor(left)
