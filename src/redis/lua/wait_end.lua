-- wait_end: a dialog that waits for a person waits no longer and is left for the next seat: the bot answers.
-- KEYS  1 dialog (HASH)  2 turns (LIST)  3 keys (HASH)
-- ARGV  1 not_after (ms)  2 shop  3 message_id  4 text  5 priority  6 handed_ttl (ms)  7 event (kept with it, or '')
-- RETURNS l<now> late, n it does not wait, o<head> <watchers> left
-- USES outbox_add
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local dialog = KEYS[1]
local h = redis.call('HMGET', dialog, 'shop', 'mode', 'queue', 'watchers', 'waitend')
if h[1] ~= ARGV[2] then return 'n' end
if h[5] == ARGV[3] then return 'o ' end
if string.sub(h[2], 1, 6) ~= 'queued' then return 'n' end
local lives = now + ARGV[6]
redis.call('HSET', dialog, 'mode', h[2] == 'queued-off' and 'bot-off' or 'bot', 'prio', ARGV[5], 'why', 'left-message',
  'left', ARGV[4], 'waitend', ARGV[3], 'lives', lives, 'ends', lives)
outbox_add(dialog, ARGV[7], now)
redis.call('PEXPIREAT', dialog, lives)
redis.call('PEXPIREAT', KEYS[2], lives)
redis.call('PEXPIREAT', KEYS[3], lives)
return 'o' .. string.sub(h[3] or '', 1, 64) .. ' ' .. (h[4] or '')
