-- pending_done: strike entries off the index.
-- KEYS  1 pending (STREAM)
-- ARGV  1 not_after (ms)  2 group  3 entry ids (joined by blanks)
-- RETURNS l<now> late, - done
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

for entry in string.gmatch(ARGV[3], '%S+') do
  redis.call('XACK', KEYS[1], ARGV[2], entry)
  redis.call('XDEL', KEYS[1], entry)
end
return '-'
