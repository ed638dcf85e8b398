-- gray_exchange: add what a process counted of a gray release, and read the sums of the cluster.
-- KEYS  1 sums (HASH)  2 recent (LIST)
-- ARGV  1 not_after (ms)  2 news (lines <name> <by>)  3 outcomes (of canary turns, a digit each, one for a failure)
--       4 outcomes_kept  5 kept_ms
-- RETURNS l<now> late, else lines: elapsed_ms, the recent turns joined by commas, then <name> <sum>
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local sums, recent = KEYS[1], KEYS[2]
redis.call('HSETNX', sums, 'since', now)
local before = redis.call('HMGET', sums, 's:turns', 's:failed')
local stable = ' ' .. (before[1] or 0) .. ' ' .. (before[2] or 0)
for failed in string.gmatch(ARGV[3], '[01]') do
  redis.call('RPUSH', recent, failed .. stable)
end
redis.call('LTRIM', recent, -tonumber(ARGV[4]), -1)
for name, by in string.gmatch(ARGV[2], '(%S+) (%d+)') do
  redis.call('HINCRBY', sums, name, by)
end
redis.call('PEXPIRE', sums, ARGV[5])
redis.call('PEXPIRE', recent, ARGV[5])

local elapsed = now - tonumber(redis.call('HGET', sums, 'since'))
local lines = { elapsed, table.concat(redis.call('LRANGE', recent, 0, -1), ',') }
local fields = redis.call('HGETALL', sums)
for i = 1, #fields, 2 do
  if fields[i] ~= 'since' then lines[#lines + 1] = fields[i] .. ' ' .. fields[i + 1] end
end
return table.concat(lines, '\n')
