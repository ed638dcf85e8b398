-- quota_exchange: hand in what a process holds of a quota's bucket, or owes it, and take what it is due.
-- The bucket is one number: the microsecond at which it was, or will be, empty. One that is absent is full.
-- KEYS  1 bucket (STRING)  2 credits (HASH process: "<microsecond> <want> <credit>")
-- ARGV  1 not_after (ms)  2 rate (tokens a second)  3 burst  4 process  5 held (negative: spent on credit)  6 want
--       7 processes (0: no credit, the process stops)
-- RETURNS l<now> late, <granted> <left> <credit>
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
if now > ARGV[1] * 1000 then return 'l' .. math.floor(now / 1000) end

local bucket, credits = KEYS[1], KEYS[2]
local rate, burst, process = ARGV[2] / 1000000, tonumber(ARGV[3]), ARGV[4]
local held, want, processes = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])

local left = math.min(burst, (now - (redis.call('GET', bucket) or 0)) * rate)
-- A debt above one burst is none of ours: it comes of a host whose clock runs behind.
left = math.min(burst, math.max(-burst, left) + held)

-- Those who asked within 150 ms share; a process with demand asks at least every 100. A credit is its process's until the
-- next exchange, or for 500 ms: a process that is silent for longer spends its share of the rate, or is dead.
local asking, credited, others, own = 1, 0, 0, nil
local known = redis.call('HGETALL', credits)
for i = 1, #known, 2 do
  local at, wanted, credit = string.match(known[i + 1], '(%d+) (%d+) (%d+)')
  local age = now - at
  if age > 500000 then
    redis.call('HDEL', credits, known[i])
  elseif known[i] == process then
    own = tonumber(credit)
  else
    credited, others = credited + credit, others + 1
    if age <= 150000 and wanted ~= '0' then asking = asking + 1 end
  end
end

local free = math.max(0, left - credited)
local due = math.floor(free / asking)
-- A bucket of less than one token each still gives one.
if due == 0 and free >= 1 then due = 1 end
local granted = math.min(want, due)
left = left - granted
redis.call('SET', bucket, now - left / rate, 'PX', math.ceil((burst - left) / rate / 1000) + 1)

local credit = 0
if processes == 0 then
  redis.call('HDEL', credits, process)
else
  -- A process that comes refuses nobody while the others hold credit for all: it has its share, and they learn of it at
  -- their next exchange. Until then what is left of its credit stays its own, however late they are. Who has come may
  -- not be known to all processes yet.
  local share = left / math.max(processes, others + 1)
  local kept = own and own + held - granted or share
  credit = math.floor(math.max(0, math.min(share, math.max(free - granted, kept))))
  redis.call('HSET', credits, process, string.format('%d %d %d', now, want, credit))
  redis.call('PEXPIRE', credits, 1000)
end
return granted .. ' ' .. math.floor(left) .. ' ' .. credit
