-- report_put: keep the report of a process.
-- KEYS  1 reports (HASH)  2 past (HASH)
-- ARGV  1 not_after (ms)  2 origin  3 sums (JSON object of numbers)  4 rest (JSON)
-- RETURNS l<now> late, n noted
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

redis.call('HSET', KEYS[1], ARGV[2], now .. ' ' .. ARGV[3] .. ',' .. ARGV[4])
-- A cluster that is gone for a day has counted enough.
redis.call('PEXPIRE', KEYS[1], 86400000)
redis.call('PEXPIRE', KEYS[2], 86400000)
return 'n'
