-- seat_answer: store a seat's message, or its last word: every turn that is kept for a person is answered by it.
-- KEYS  1 dialog (HASH)  2 turns (LIST)  3 keys (HASH)
-- ARGV  1 not_after (ms)  2 shop  3 seat  4 claim ('': whichever this seat holds)  5 outcome of the service ('': it goes on)
--       6 message (turn_id, or '': the answer alone is stored)  7 packed (meta JSON \n fragment of the message)
--       8 answer (meta JSON of each turn that waited)  9 key  10 text_hash  11 last (of this write)
--       12 handed_ttl (ms)  13 keep (turns)  14 say_keys_kept
--       15 rating_ms  16 services_kept  17 invites ('i' when the customer is asked to rate the service, or '')
--       18 event of the service's end ('' or kept)  19 once (of an end: hashes of key and body, or '')  20 acts_kept
-- RETURNS l<now> late, a absent, x not held, k key reused, d<seq> <at> said before, or d ended before,
--       s<seq> <at> <tickets that have ended> <watchers> <seat> <name> <claim> <service> <at of the claim>
--        <at of the first message that it answers, or ''> <'f' the first reply of its service, or ''>
-- USES act_once
-- USES turn_ids
-- USES keep_turn
-- USES outbox_add
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local dialog, turns, keys = KEYS[1], KEYS[2], KEYS[3]
local h = redis.call('HMGET', dialog, 'shop', 'mode', 'seat', 'claim', 'n', 'queue', 'index', 'watchers', 'm' .. ARGV[9],
  'said', 'name', 'service', 'at', 'services', 'replied', 'acted')
if h[1] ~= ARGV[2] then return 'a' end
local acted, once = h[16] or '', ARGV[19]
local before = act_once(acted, once)
if before then return before end
if h[9] then
  local hash, first = string.match(h[9], '^(%S*) (.*)$')
  return hash == ARGV[10] and 'd' .. first or 'k'
end
if h[2] ~= 'seat' or h[3] ~= ARGV[3] or (ARGV[4] ~= '' and ARGV[4] ~= h[4]) then return 'x' end

local n, ids, ended, rest, asked = h[5], turn_ids(turns, h[7], h[5]), '', '', nil
local function append(turn, mark, packed)
  n = n + 1
  ids = keep_turn(turns, keys, ids, turn .. ' ' .. mark .. ' ' .. n .. ' ' .. now .. ' ' .. packed, tonumber(ARGV[13]))
end
for place = 1, #h[6], 64 do
  local ticket = string.sub(h[6], place, place + 63)
  local turn = string.sub(ticket, 1, 32)
  local key, hash, text = string.match(redis.call('HGET', dialog, 'p' .. turn) or '', '^(%S*) (%S*) [^\n]*\n(.*)$')
  if text then
    asked = asked or redis.call('HGET', dialog, 'w' .. turn)
    append(turn, key == '' and '-' or key, ARGV[8] .. '\n{"role":"user","content":' .. cjson.encode(text) .. '}')
    if key ~= '' then redis.call('HSET', keys, key, turn .. ' ' .. hash .. ' ' .. n) end
    redis.call('HDEL', dialog, 'p' .. turn, 't' .. turn, 'w' .. turn)
    ended = ended .. ticket
  else
    rest = rest .. ticket
  end
end
if ARGV[6] ~= '' then append(ARGV[6], '-', ARGV[7]) end
local slot = 'y' .. (h[10] or 0) % ARGV[14]
local oldest = redis.call('HGET', dialog, slot)
if oldest then redis.call('HDEL', dialog, 'm' .. oldest) end
local lives = now + ARGV[12]
redis.call('HSET', dialog, 'last', ARGV[11], 'n', n, 'index', n .. ':' .. ids, 'queue', rest, 'lives', lives, 'ends', lives, slot, ARGV[9],
  'm' .. ARGV[9], ARGV[10] .. ' ' .. n .. ' ' .. now, 'said', (h[10] or 0) + 1, 'replied', h[12])
if ARGV[5] ~= '' then
  local rows = (h[14] or '') .. h[12] .. ' ' .. now .. ' ' .. ARGV[5] .. ' ' .. h[3] .. '\n'
  if select(2, string.gsub(rows, '\n', '')) > tonumber(ARGV[16]) then rows = string.gsub(rows, '^[^\n]*\n', '') end
  redis.call('HSET', dialog, 'mode', 'bot', 'services', rows)
  if ARGV[17] ~= '' then redis.call('HSET', dialog, 'invite', h[12] .. ' ' .. now + ARGV[15]) end
  if once ~= '' then redis.call('HSET', dialog, 'acted', string.sub(acted .. once, -64 * ARGV[20])) end
  outbox_add(dialog, ARGV[18], now)
  redis.call('HDEL', dialog, 'seat', 'name', 'claim', 'service', 'at', 'desk')
end
redis.call('PEXPIREAT', dialog, lives)
redis.call('PEXPIREAT', turns, lives)
redis.call('PEXPIREAT', keys, lives)
return 's' .. n .. ' ' .. now .. ' ' .. ended .. ' ' .. (h[8] or '') .. ' ' .. h[3] .. ' ' .. h[11] .. ' ' .. h[4] .. ' ' .. h[12] .. ' ' .. h[13]
  .. ' ' .. (asked or '') .. ' ' .. (h[15] == h[12] and '' or 'f')
