-- message_leave: keep a customer's message for the next seat.
-- KEYS  1 dialog (HASH)  2 turns (LIST)  3 keys (HASH)
-- ARGV  1 not_after (ms)  2 owner  3 shop  4 facts (JSON)  5 text  6 left_max  7 handed_ttl (ms)  8 message_id
-- RETURNS l<now> late, a absent, f as many as may be were left, o done
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local dialog = KEYS[1]
local h = redis.call('HMGET', dialog, 'owner', 'mode', 'lefts', 'ends', 'leftid')
if h[1] ~= ARGV[2] then return 'a' end
if h[5] == ARGV[8] then return 'o' end
if tonumber(h[3] or 0) >= tonumber(ARGV[6]) then return 'f' end
if h[2] == 'bot' or h[2] == 'bot-off' then
  redis.call('HSET', dialog, 'since', now, 'prio', 7, 'why', 'left-message', 'skill', '', 'facts', ARGV[4])
end
local lives = now + ARGV[7]
redis.call('HSET', dialog, 'shop', ARGV[3], 'left', ARGV[5], 'leftid', ARGV[8], 'lefts', (h[3] or 0) + 1, 'lives', lives,
  'ends', lives)
redis.call('PEXPIREAT', dialog, lives)
redis.call('PEXPIREAT', KEYS[2], lives)
redis.call('PEXPIREAT', KEYS[3], lives)
return 'o'
