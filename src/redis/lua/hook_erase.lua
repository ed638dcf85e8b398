-- hook_erase: drop what is on its way of a dialog, and what is dead, but for one event; take nothing more of it.
-- KEYS  1 waiting (ZSET)  2 texts (HASH)  3 dead (ZSET)  4 died (ZSET)  5 marks (ZSET)
-- ARGV  1 not_after (ms)  2 dialog_id  3 but (event id)  4 erased (ms)
-- Lanes that lose their head stay due until hook_due looks at them.
-- RETURNS l<now> late, f done
-- USES drop_delivery
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local waiting, texts, dead, died, marks = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local from, to = '[' .. ARGV[2] .. '/', '(' .. ARGV[2] .. '0'
local places = redis.call('ZRANGEBYLEX', waiting, from, to)
for _, place in ipairs(redis.call('ZRANGEBYLEX', dead, from, to)) do places[#places + 1] = place end
for _, place in ipairs(places) do
  if string.sub(place, -#ARGV[3]) ~= ARGV[3] then
    drop_delivery(waiting, texts, dead, died, place)
  end
end
redis.call('ZREMRANGEBYSCORE', marks, '-inf', now)
redis.call('ZADD', marks, now + ARGV[4], ARGV[2])
if redis.call('PTTL', marks) < tonumber(ARGV[4]) then redis.call('PEXPIRE', marks, ARGV[4]) end
return 'f'
