-- report_read: the reports of all processes, and the sums of those that have gone, as of one moment.
-- KEYS  1 reports (HASH)  2 past (HASH)
-- RETURNS lines: e <origin> <age in ms> <sums>,<rest> for each process, p <sum> <key> for each sum
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local lines = {}
local reports = redis.call('HGETALL', KEYS[1])
for i = 1, #reports, 2 do
  local at, report = string.match(reports[i + 1], '^(%d+) (.*)')
  if at then lines[#lines + 1] = 'e ' .. reports[i] .. ' ' .. (now - at) .. ' ' .. report end
end
local past = redis.call('HGETALL', KEYS[2])
for i = 1, #past, 2 do
  lines[#lines + 1] = 'p ' .. past[i + 1] .. ' ' .. past[i]
end
return table.concat(lines, '\n')
