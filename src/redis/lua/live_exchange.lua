-- live_exchange: put up a process's last second and read that of every process that lives.
-- KEYS  1 live (HASH)
-- ARGV  1 not_after (ms)  2 process  3 report (one line)  4 fresh_ms
-- RETURNS l<now> late, else for each fresh report a line <process> <report>
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local live, fresh = KEYS[1], tonumber(ARGV[4])
redis.call('HSET', live, ARGV[2], now .. ' ' .. ARGV[3])
redis.call('PEXPIRE', live, 60000)

local lines = {}
local fields = redis.call('HGETALL', live)
for i = 1, #fields, 2 do
  local at, report = string.match(fields[i + 1], '^(%d+) (.*)')
  -- A report from the future was written before a failover to a host whose clock is behind.
  if math.abs(now - at) > fresh then
    redis.call('HDEL', live, fields[i])
  else
    lines[#lines + 1] = fields[i] .. ' ' .. report
  end
end
return table.concat(lines, '\n')
