-- turn_commit: append answered turns, each if nothing that matters was written since what it was built on.
-- KEYS  1 dialog (HASH)  2 turns (LIST)  3 keys (HASH), and so on for each turn
-- ARGV  1 not_after (ms)  2 ttl (ms)  3 keep (turns)  4 keys_kept  5 proposals_kept
--       then of each turn the number of its arguments, and these, most turns up to result:
--       turn  origin  owned_by  opens ('o' .. shop, or '')  first ('f' or '')
--       built_on (a last, or '*': a ready answer, stored if nobody else waits and the mode is bot)
--       write (the id of this write)  result (meta JSON \n fragment)
--       key  text_hash  vault (sealed, or '' when it has not grown)  proposal (as keep_proposal takes it)
-- RETURNS l<now> late; or of each turn, with NUL between them: g gone, x refused, d<turn> stored before,
--       c<seq> <at> <last before> <next turn_id and origin> <watchers>, e failed (one alone raises its error)
-- USES find_turn
-- USES turn_ids
-- USES keep_turn
-- USES keep_proposal
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end
local ttl, keep, keys_kept, proposals_kept = ARGV[2], tonumber(ARGV[3]), ARGV[4], ARGV[5]

local function commit(dialog, turns, keys, turn, origin, owned_by, opens, first, built_on, write, result, key, text_hash, vault, proposal)
  local h = redis.call('HMGET', dialog, 'owner', 'last', 'n', 'mode', 'queue', 'keys', 'watchers', 'c' .. turn, 'p' .. turn, 'index', 'lives')
  local owner, last, n, mode, queue, used = h[1], h[2], h[3], h[4], h[5], h[6]
  if not owner then
    if opens == '' then return 'x' end
    last, n, mode, queue = '', 0, 'bot', ''
  elseif owner ~= owned_by then
    return owner == '-' .. redis.sha1hex(dialog .. owned_by) and 'g' or 'x'
  end
  if h[8] then return 'g' end

  local ready = built_on == '*'
  if (ready and first == '') or (not ready and last ~= built_on) then
    local stored = owner and find_turn(turns, h[10], n, turn)
    if stored then return 'd' .. stored end
    if not ready then return 'x' end
  end
  if ready and (mode ~= 'bot' or (queue ~= '' and queue ~= turn .. origin)) then return 'x' end
  key = key or ''
  local use = key ~= '' and redis.call('HGET', keys, key)
  if use and string.sub(use, 1, 32) ~= turn then return 'x' end

  local ids = turn_ids(turns, h[10], n)
  n = n + 1
  local mark = key == '' and '-' or key
  ids = keep_turn(turns, keys, ids, turn .. ' ' .. mark .. ' ' .. n .. ' ' .. now .. ' ' .. result, keep)
  if use then
    redis.call('HSET', keys, key, turn .. ' ' .. text_hash .. ' ' .. n)
  elseif key ~= '' then
    local slot = '#' .. (used or 0) % keys_kept
    local oldest = redis.call('HGET', keys, slot)
    if oldest then redis.call('HDEL', keys, oldest) end
    redis.call('HSET', keys, slot, key, key, turn .. ' ' .. text_hash .. ' ' .. n)
    used = redis.call('HINCRBY', dialog, 'keys', 1)
  end

  local place, next = string.find(queue, turn, 1, true), ''
  if place then queue = string.sub(queue, 1, place - 1) .. string.sub(queue, place + 64) end
  -- Without a ticket it stood before all that wait.
  if not place or place == 1 then next = string.sub(queue, 1, 64) end
  if h[9] then redis.call('HDEL', dialog, 'p' .. turn, 't' .. turn, 'w' .. turn) end
  -- A dialog in which a person took part lives longer.
  local ends = math.max(now + ttl, tonumber(h[11] or 0))
  if owner then
    redis.call('HSET', dialog, 'last', write, 'n', n, 'ends', ends, 'queue', queue, 'index', n .. ':' .. ids)
  else
    redis.call('HSET', dialog, 'owner', owned_by, 'shop', string.sub(opens, 2), 'last', write, 'n', n, 'mode', mode, 'ends', ends,
      'queue', queue, 'index', n .. ':' .. ids)
  end
  if vault and vault ~= '' then redis.call('HSET', dialog, 'vault', vault) end
  if proposal then keep_proposal(dialog, proposal, now, proposals_kept) end
  redis.call('PEXPIREAT', dialog, ends)
  redis.call('PEXPIREAT', turns, ends)
  if used then redis.call('PEXPIREAT', keys, ends) end
  return 'c' .. n .. ' ' .. now .. ' ' .. last .. ' ' .. next .. ' ' .. (h[7] or '')
end

if #KEYS == 3 then return commit(KEYS[1], KEYS[2], KEYS[3], unpack(ARGV, 7)) end
local replies, at = {}, 6
for i = 1, #KEYS, 3 do
  local to = at + ARGV[at]
  -- What is wrong with one dialog is nothing to the others.
  local ok, reply = pcall(commit, KEYS[i], KEYS[i + 1], KEYS[i + 2], unpack(ARGV, at + 1, to))
  replies[#replies + 1] = ok and reply or 'e'
  at = to + 1
end
return table.concat(replies, '\0')
