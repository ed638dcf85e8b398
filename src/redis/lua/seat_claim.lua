-- seat_claim: a waiting dialog, or one with a message left, becomes this seat's. A new last refuses what the bot was about to answer.
-- KEYS  1 dialog (HASH)  2 turns (LIST)  3 keys (HASH)
-- ARGV  1 not_after (ms)  2 shop  3 seat  4 name  5 claim  6 service  7 last (of this write)  8 handed_ttl (ms)
--       9 event ('' or kept)  10 desk ('d' when the seat has no socket, or '')
-- RETURNS l<now> late, a absent, n it does not wait, h<seat> held by another,
--       c<'n' new or '-'> <seat> <name> <claim> <service> <at> <tickets> <watchers>
-- USES outbox_add
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local dialog = KEYS[1]
local h = redis.call('HMGET', dialog, 'shop', 'mode', 'seat', 'name', 'claim', 'service', 'at', 'queue', 'watchers', 'left')
local mode, seat = h[2], h[3]
if h[1] ~= ARGV[2] then return 'a' end
if mode == 'seat' then
  if seat ~= ARGV[3] then return 'h' .. seat end
  return 'c- ' .. seat .. ' ' .. h[4] .. ' ' .. h[5] .. ' ' .. h[6] .. ' ' .. h[7] .. '  '
end
if string.sub(mode, 1, 6) ~= 'queued' and not h[10] then return 'n' end
if h[10] then redis.call('HDEL', dialog, 'left') end
local lives = now + ARGV[8]
redis.call('HSET', dialog, 'mode', 'seat', 'seat', ARGV[3], 'name', ARGV[4], 'claim', ARGV[5], 'service', ARGV[6],
  'at', now, 'last', ARGV[7], 'lives', lives, 'ends', lives)
if ARGV[10] ~= '' then redis.call('HSET', dialog, 'desk', 'd') else redis.call('HDEL', dialog, 'desk') end
outbox_add(dialog, ARGV[9], now)
redis.call('PEXPIREAT', dialog, lives)
redis.call('PEXPIREAT', KEYS[2], lives)
redis.call('PEXPIREAT', KEYS[3], lives)
return 'cn ' .. ARGV[3] .. ' ' .. ARGV[4] .. ' ' .. ARGV[5] .. ' ' .. ARGV[6] .. ' ' .. now .. ' ' .. h[8] .. ' ' .. (h[9] or '')
