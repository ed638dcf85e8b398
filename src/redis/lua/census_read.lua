-- census_read: what all processes say of themselves, and the sums of those that have gone, as of one moment.
-- KEYS  1 words (HASH)  2 past (HASH)
-- RETURNS lines: e <origin> <age in ms> <sums>,<rest> for each process, p <sum> <key> for each sum
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local lines = {}
local words = redis.call('HGETALL', KEYS[1])
for i = 1, #words, 2 do
  local at, word = string.match(words[i + 1], '^(%d+) (.*)')
  if at then lines[#lines + 1] = 'e ' .. words[i] .. ' ' .. (now - at) .. ' ' .. word end
end
local past = redis.call('HGETALL', KEYS[2])
for i = 1, #past, 2 do
  lines[#lines + 1] = 'p ' .. past[i + 1] .. ' ' .. past[i]
end
return table.concat(lines, '\n')
