-- hook_erase_owner: drop, of the deliveries that one step of a walk meets, those whose text holds a mark.
-- KEYS  1 waiting (ZSET)  2 texts (HASH)  3 dead (ZSET)  4 died (ZSET)
-- ARGV  1 not_after (ms)  2 mark  3 cursor of the walk (0: begin)  4 how many at once
-- Lanes that lose their head stay due until hook_due looks at them.
-- RETURNS l<now> late, n<cursor> for the next step (0: the walk is over)
-- USES drop_delivery
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local waiting, texts, dead, died = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local found = redis.call('HSCAN', texts, ARGV[3], 'COUNT', ARGV[4])
for i = 1, #found[2], 2 do
  local place, text = found[2][i], found[2][i + 1]
  if string.find(text, ARGV[2], 1, true) then drop_delivery(waiting, texts, dead, died, place) end
end
return 'n' .. found[1]
