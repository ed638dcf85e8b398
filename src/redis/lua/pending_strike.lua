-- pending_strike: strike the entries of some turns off one page of the index.
-- KEYS  1 pending (STREAM)
-- ARGV  1 not_after (ms)  2 group  3 turn_ids (joined)  4 from (entry id, or -)  5 count
-- RETURNS l<now> late, p<where the next page begins>, or p after the last one
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local pending, group, turns = KEYS[1], ARGV[2], ARGV[3]
local last = ''
local page = redis.call('XRANGE', pending, ARGV[4], '+', 'COUNT', ARGV[5])
for _, entry in ipairs(page) do
  last = entry[1]
  if string.find(turns, entry[2][4], 1, true) then
    redis.call('XACK', pending, group, last)
    redis.call('XDEL', pending, last)
  end
end
return 'p' .. (#page < tonumber(ARGV[5]) and '' or '(' .. last)
