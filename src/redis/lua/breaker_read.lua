-- breaker_read: the breakers that are open, or wait for a probe. The time left is told by Redis: clocks differ.
-- KEYS  1 breakers (HASH)
-- RETURNS for each a line: <name> <until> <ms left, not above 0 when it waits for a probe>
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local lines = {}
local fields = redis.call('HGETALL', KEYS[1])
for i = 1, #fields, 2 do
  local ends = tonumber(fields[i + 1])
  if ends then lines[#lines + 1] = fields[i] .. ' ' .. fields[i + 1] .. ' ' .. (ends - now) end
end
return table.concat(lines, '\n')
