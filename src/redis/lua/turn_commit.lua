-- turn_commit: append an answered turn if nothing that matters was written since what it was built on.
-- KEYS  1 dialog (HASH)  2 turns (LIST)  3 keys (HASH)
-- ARGV  1 not_after (ms)  2 turn_id  3 origin  4 owner  5 opens ('o' .. shop, or '')  6 first ('f' or '')
--       7 built_on (a last, or '*': a ready answer, stored if nobody else waits and the mode is bot)
--       8 last (the id of this write)  9 result (meta JSON \n fragment)  10 ttl (ms)  11 keep (turns)
--       12 key  13 text_hash  14 keys_kept  15 vault (sealed, or '' when it has not grown)
--       16 proposal (as keep_proposal takes it)  17 proposals_kept; most turns end with keep
-- RETURNS l<now> late, g gone, x refused, d<turn> stored before,
--       c<seq> <at> <last before> <next turn_id and origin> <watchers>
-- USES find_turn
-- USES turn_ids
-- USES keep_proposal
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local dialog, turns, keys = KEYS[1], KEYS[2], KEYS[3]
local turn, built_on, key = ARGV[2], ARGV[7], ARGV[12] or ''
local h = redis.call('HMGET', dialog, 'owner', 'last', 'n', 'mode', 'queue', 'keys', 'watchers', 'c' .. turn, 'p' .. turn, 'index', 'lives')
local owner, last, n, mode, queue, used = h[1], h[2], h[3], h[4], h[5], h[6]
if not owner then
  if ARGV[5] == '' then return 'x' end
  last, n, mode, queue = '', 0, 'bot', ''
elseif owner ~= ARGV[4] then
  return owner == '-' .. redis.sha1hex(dialog .. ARGV[4]) and 'g' or 'x'
end
if h[8] then return 'g' end

local ready = built_on == '*'
if (ready and ARGV[6] == '') or (not ready and last ~= built_on) then
  local stored = owner and find_turn(turns, h[10], n, turn)
  if stored then return 'd' .. stored end
  if not ready then return 'x' end
end
if ready and (mode ~= 'bot' or (queue ~= '' and queue ~= turn .. ARGV[3])) then return 'x' end
local use = key ~= '' and redis.call('HGET', keys, key)
if use and string.sub(use, 1, 32) ~= turn then return 'x' end

local ids = turn_ids(turns, h[10], n)
n = n + 1
local mark = key == '' and '-' or key
ids = ids .. string.sub(turn, 1, 2)
local kept = redis.call('RPUSH', turns, turn .. ' ' .. mark .. ' ' .. n .. ' ' .. now .. ' ' .. ARGV[9])
if kept > tonumber(ARGV[11]) then
  -- A key may outlive its turn's place among the kept ones: then the key keeps the turn.
  local old = redis.call('LPOP', turns)
  ids = string.sub(ids, 3)
  local old_key = string.match(old, '^%x+ (%S+)')
  local old_use = old_key ~= '-' and redis.call('HGET', keys, old_key)
  if old_use then redis.call('HSET', keys, old_key, old_use .. '\n' .. old) end
end
if use then
  redis.call('HSET', keys, key, turn .. ' ' .. ARGV[13] .. ' ' .. n)
elseif key ~= '' then
  local slot = '#' .. (used or 0) % ARGV[14]
  local oldest = redis.call('HGET', keys, slot)
  if oldest then redis.call('HDEL', keys, oldest) end
  redis.call('HSET', keys, slot, key, key, turn .. ' ' .. ARGV[13] .. ' ' .. n)
  used = redis.call('HINCRBY', dialog, 'keys', 1)
end

local place, next = string.find(queue, turn, 1, true), ''
if place then queue = string.sub(queue, 1, place - 1) .. string.sub(queue, place + 64) end
-- Without a ticket it stood before all that wait.
if not place or place == 1 then next = string.sub(queue, 1, 64) end
if h[9] then redis.call('HDEL', dialog, 'p' .. turn, 't' .. turn, 'w' .. turn) end
-- A dialog in which a person took part lives longer.
local ends = math.max(now + ARGV[10], tonumber(h[11] or 0))
if owner then
  redis.call('HSET', dialog, 'last', ARGV[8], 'n', n, 'ends', ends, 'queue', queue, 'index', n .. ':' .. ids)
else
  redis.call('HSET', dialog, 'owner', ARGV[4], 'shop', string.sub(ARGV[5], 2), 'last', ARGV[8], 'n', n, 'mode', mode, 'ends', ends,
    'queue', queue, 'index', n .. ':' .. ids)
end
if ARGV[15] and ARGV[15] ~= '' then redis.call('HSET', dialog, 'vault', ARGV[15]) end
if ARGV[16] then keep_proposal(dialog, ARGV[16], now, ARGV[17]) end
redis.call('PEXPIREAT', dialog, ends)
redis.call('PEXPIREAT', turns, ends)
if used then redis.call('PEXPIREAT', keys, ends) end
return 'c' .. n .. ' ' .. now .. ' ' .. last .. ' ' .. next .. ' ' .. (h[7] or '')
