-- message_leave: keep a customer's message for the next seat.
-- KEYS  1 dialog (HASH)  2 turns (LIST)  3 keys (HASH)
-- ARGV  1 not_after (ms)  2 owner  3 shop  4 facts (JSON)  5 text  6 message_id  7 text_hash  8 left_max  9 priority
--       10 handed_ttl (ms)  11 event (kept with it, or '')
-- RETURNS l<now> late, a absent, k key reused, f as many as may be were left, d left before, n kept
-- USES outbox_add
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local dialog = KEYS[1]
local h = redis.call('HMGET', dialog, 'owner', 'mode', 'lefts')
if h[1] ~= ARGV[2] then return 'a' end
local count = tonumber(h[3] or 0)
for i = 0, count - 1 do
  local id, hash = string.match(redis.call('HGET', dialog, 'l' .. i) or '', '^(%S+) (%S+) ')
  if id == ARGV[6] then return hash == ARGV[7] and 'd' or 'k' end
end
if count >= tonumber(ARGV[8]) then return 'f' end
if h[2] == 'bot' or h[2] == 'bot-off' then
  redis.call('HSET', dialog, 'since', now, 'prio', ARGV[9], 'why', 'left-message', 'skill', '', 'facts', ARGV[4])
end
local lives = now + ARGV[10]
redis.call('HSET', dialog, 'shop', ARGV[3], 'left', ARGV[5], 'lefts', count + 1, 'lives', lives, 'ends', lives,
  'l' .. count, ARGV[6] .. ' ' .. ARGV[7] .. ' ' .. now .. ' ' .. ARGV[5])
outbox_add(dialog, ARGV[11], now)
redis.call('PEXPIREAT', dialog, lives)
redis.call('PEXPIREAT', KEYS[2], lives)
redis.call('PEXPIREAT', KEYS[3], lives)
return 'n'
