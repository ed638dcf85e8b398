-- turn_begin: put a turn in its dialog's queue, or say where it stands.
-- KEYS  1 dialog (HASH)  2 turns (LIST)  3 keys (HASH)
-- ARGV  1 not_after (ms)  2 turn_id  3 origin  4 owner  5 opens ('o' .. shop, or '')  6 first ('f' or '')
--       7 last (of the caller's copy)  8 key  9 text_hash  10 skip (turn_id .. origin, or '')
--       11 promise ('' or what ticket_adopt gives back, with the ms left of the deadline for its moment)  12 ttl (ms)  13 history  14 mailbox_max  15 keys_kept
--       16 seat_mailbox_max
-- RETURNS l<now> late, g gone, a absent, k key reused, f full, d<turn> done, o orphan,
--       s<mode> <watchers> <'e' when events of the dialog wait to be moved, or ''> kept for a person,
--       w<turn_id><origin> wait, j<turn_id><head turn_id><origin> joined,
--       R<mode> run with the caller's copy, r<mode> <last> <n> <vault or ''>\n<fragments> run
-- USES find_turn
-- USES outbox_add
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local dialog, turns, keys = KEYS[1], KEYS[2], KEYS[3]
local turn, origin, key, skip = ARGV[2], ARGV[3], ARGV[8], ARGV[10]
local h = redis.call('HMGET', dialog, 'owner', 'last', 'n', 'mode', 'ends', 'queue', 'keys', 'c' .. turn, 'index', 'vault', 'lives')
local owner, last, n, mode, ends, queue, used = h[1], h[2], h[3], h[4], tonumber(h[5]), h[6], h[7] or 0
if not owner then
  if ARGV[5] == '' then return 'a' end
  last, n, mode, ends, queue = '', 0, 'bot', 0, ''
elseif owner ~= ARGV[4] then
  return owner == '-' .. redis.sha1hex(dialog .. ARGV[4]) and 'g' or 'a'
end
if h[8] then return 'g' end
local is_for_seat = mode == 'seat' or mode == 'queued-off'

if skip ~= '' and string.sub(queue, 1, 64) == skip then
  if redis.call('HEXISTS', dialog, 'p' .. string.sub(skip, 1, 32)) == 1 then return 'o' end
  queue = string.sub(queue, 65)
  redis.call('HSET', dialog, 'queue', queue)
end

local use = key ~= '' and redis.call('HGET', keys, key)
if use then
  local first, hash, seq, kept = string.match(use, '^(%x+) (%S*) (%d*)\n?(.*)$')
  if hash ~= ARGV[9] then return 'k' end
  if kept ~= '' then return 'd' .. kept end
  if seq ~= '' then return 'd' .. redis.call('LINDEX', turns, seq - n - 1) end
  if first ~= turn then
    if redis.call('HEXISTS', dialog, 'c' .. first) == 1 then return 'g' end
    if string.find(queue, first, 1, true) then return 'j' .. first .. string.sub(queue, 1, 64) end
  end
end

if not string.find(queue, turn, 1, true) then
  local stored = owner and ARGV[6] == '' and find_turn(turns, h[9], n, turn)
  if stored then return 'd' .. stored end
  if #queue > (is_for_seat and ARGV[16] or ARGV[14]) * 64 then return 'f' end
  queue = queue .. turn .. origin
  if not owner then
    redis.call('HSET', dialog, 'owner', ARGV[4], 'shop', string.sub(ARGV[5], 2), 'last', '', 'n', 0, 'mode', mode, 'queue', queue)
  else
    redis.call('HSET', dialog, 'queue', queue)
  end
  if key ~= '' then
    if not use then
      local slot = '#' .. used % ARGV[15]
      local oldest = redis.call('HGET', keys, slot)
      if oldest then redis.call('HDEL', keys, oldest) end
      redis.call('HSET', keys, slot, key)
      used = redis.call('HINCRBY', dialog, 'keys', 1)
    end
    redis.call('HSET', keys, key, turn .. ' ' .. ARGV[9] .. ' ')
  end
end
local is_promised = false
if ARGV[11] ~= '' then
  -- The first promise stays: a turn that is promised again, or run elsewhere, keeps its deadline.
  local facts, left, text = string.match(ARGV[11], '^([^\n]* )(-?%d+)(\n.*)$')
  is_promised = redis.call('HSETNX', dialog, 'p' .. turn, left and facts .. now + left .. text or ARGV[11]) == 1
end
-- Renewed only past its half-life, or when keys began to exist: commit renews every time. With a person in it, it lives longer.
if ends - now < ARGV[12] / 2 or (key ~= '' and not use) then
  ends = math.max(now + ARGV[12], tonumber(h[11] or 0))
  redis.call('HSET', dialog, 'ends', ends)
  redis.call('PEXPIREAT', dialog, ends)
  redis.call('PEXPIREAT', turns, ends)
  redis.call('PEXPIREAT', keys, ends)
end

if is_for_seat then
  -- A ticket carries no time, but a person's customer waits since a moment.
  local is_new = redis.call('HSETNX', dialog, 'w' .. turn, now) == 1
  local k = redis.call('HMGET', dialog, 'watchers', 'desk', 'shop', 'p' .. turn)
  if k[2] and k[4] and (is_promised or is_new) then
    local data = { turn_id = turn, seq = n + (string.find(queue, turn, 1, true) + 63) / 64, text = string.match(k[4], '^[^\n]*\n(.*)$') }
    local trace = string.match(k[4], '^%S* %S* (%S+)')
    outbox_add(dialog, cjson.encode({ id = turn, type = 'dialog.message', shop = k[3], traceparent = trace, data = data }), now)
  end
  local e = redis.call('HMGET', dialog, 'events', 'moved')
  return 's' .. mode .. ' ' .. (k[1] or '') .. ' ' .. (e[1] ~= e[2] and 'e' or '')
end
if string.sub(queue, 1, 64) ~= turn .. origin then return 'w' .. string.sub(queue, 1, 64) end
if last == ARGV[7] then return 'R' .. mode end
local past = redis.call('LRANGE', turns, -ARGV[13], -1)
for i, stored in ipairs(past) do past[i] = string.match(stored, '\n(.*)$') end
return 'r' .. mode .. ' ' .. last .. ' ' .. n .. ' ' .. (h[10] or '') .. '\n' .. table.concat(past, '\n')
