-- desk_pace: a dialog of this skill was claimed; the mean time between claims follows. Old paces of other skills go.
-- KEYS  1 meta (HASH)
-- ARGV  1 not_after (ms)  2 skill  3 pace_ms (an older pace is forgotten)
-- RETURNS l<now> late, o done
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local field = 'pace:' .. ARGV[2]
local mean, claims, at = string.match(redis.call('HGET', KEYS[1], field) or '', '^(%S+) (%S+) (%S+)$')
local interval = at and now - at
if not at or interval > tonumber(ARGV[3]) then
  mean, claims = 0, 0
elseif claims == '1' then
  mean = interval
else
  mean = 0.9 * mean + 0.1 * interval
end
redis.call('HSET', KEYS[1], field, mean .. ' ' .. claims + 1 .. ' ' .. now)
local facts = redis.call('HGETALL', KEYS[1])
for i = 1, #facts, 2 do
  local claimed_at = string.sub(facts[i], 1, 5) == 'pace:' and string.match(facts[i + 1], '(%S+)$')
  if claimed_at and now - claimed_at > tonumber(ARGV[3]) then redis.call('HDEL', KEYS[1], facts[i]) end
end
return 'o'
