-- report_retire: add the sums of a process that has gone to those of the past, once, and forget the process.
-- KEYS  1 reports (HASH)  2 past (HASH)
-- ARGV  1 not_after (ms)  2 origin
-- RETURNS l<now> late, r retired, - not known
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local reports, past, origin = KEYS[1], KEYS[2], ARGV[2]
local report = redis.call('HGET', reports, origin)
if not report then return '-' end
redis.call('HDEL', reports, origin)
local sums = cjson.decode('[' .. string.match(report, '^%d+ (.*)') .. ']')[1]
for key, sum in pairs(sums) do
  -- More digits than the default, which rounds.
  redis.call('HINCRBYFLOAT', past, key, string.format('%.17g', sum))
end
redis.call('PEXPIRE', past, 86400000)
return 'r'
