-- level_exchange: put up a process's report and read the agreed level and every fresh report.
-- KEYS  1 board (HASH)
-- ARGV  1 not_after (ms)  2 origin  3 report (one line)  4 fresh_ms
-- RETURNS l<now> late, <now>\n<state, may be empty>, and for each fresh report \n<origin> <report>
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local board, fresh = KEYS[1], tonumber(ARGV[4])
redis.call('HSET', board, 'r:' .. ARGV[2], now .. ' ' .. ARGV[3])

local lines = { now, redis.call('HGET', board, 'state') or '' }
local fields = redis.call('HGETALL', board)
for i = 1, #fields, 2 do
  local origin = string.match(fields[i], '^r:(.*)')
  if origin then
    local at, report = string.match(fields[i + 1], '^(%d+) (.*)')
    -- A report from the future was written before a failover to a host whose clock is behind.
    if not at or math.abs(now - at) > fresh then
      redis.call('HDEL', board, fields[i])
    else
      lines[#lines + 1] = origin .. ' ' .. report
    end
  end
end
return table.concat(lines, '\n')
