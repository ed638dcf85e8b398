-- handoff_offer: the bot offers a person beside its answer: to nobody who waits, has one, or left the queue a moment ago,
-- and not again before long.
-- KEYS  1 dialog (HASH)
-- ARGV  1 not_after (ms)  2 owner  3 reason  4 priority  5 quiet (ms: so long it stands, and no other is made)
-- RETURNS l<now> late, a absent, n not now, o done
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local dialog = KEYS[1]
local h = redis.call('HMGET', dialog, 'owner', 'mode', 'quiet', 'offered')
if h[1] ~= ARGV[2] then return 'a' end
if h[2] ~= 'bot' and h[2] ~= 'bot-off' then return 'n' end
local stands = h[4] and string.match(h[4], '^%d+')
if now < tonumber(h[3] or 0) or now < tonumber(stands or 0) then return 'n' end
redis.call('HSET', dialog, 'offered', now + ARGV[5] .. ' ' .. ARGV[4] .. ' ' .. ARGV[3])
return 'o'
