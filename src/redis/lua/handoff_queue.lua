-- handoff_queue: let a dialog wait for a person. One that waits keeps its place; a stronger reason improves it.
-- KEYS  1 dialog (HASH)  2 turns (LIST)  3 keys (HASH)
-- ARGV  1 not_after (ms)  2 owner  3 opens ('o' or '')  4 shop  5 priority  6 reason  7 skill  8 facts (JSON)
--       9 bot ('on', 'off', or '': as it was)  10 last (of this write, when the bot falls silent)  11 handed_ttl (ms)
--       12 by_rule ('r': nobody asked, or '')  13 event (kept when the wait is new, or '')
--       14 once (hashes of key and body, or '')  15 ask_keys_kept
-- RETURNS l<now> late, a absent, k key reused, d<mode> <name> asked before, h<name> held, n not by a rule now,
--       q<'n' new or '-'> <since> <priority> <reason> <skill> <head> <watchers>\n<facts>
-- USES act_once
-- USES outbox_add
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local dialog = KEYS[1]
local h = redis.call('HMGET', dialog, 'owner', 'mode', 'since', 'prio', 'why', 'skill', 'facts', 'name', 'queue', 'watchers', 'quiet', 'offered', 'asked')
local owner, mode = h[1], h[2]
if not owner then
  if ARGV[3] == '' then return 'a' end
  mode = 'bot'
  redis.call('HSET', dialog, 'owner', ARGV[2], 'last', '', 'n', 0, 'queue', '')
elseif owner ~= ARGV[2] then
  return 'a'
end
local asked, once = h[13] or '', ARGV[14]
local before = act_once(asked, once)
if before then return before == 'd' and 'd' .. mode .. ' ' .. (h[8] or '') or before end
if mode == 'seat' then return 'h' .. h[8] end
if ARGV[12] ~= '' and h[11] and now < tonumber(h[11]) then return 'n' end

local waits = string.sub(mode, 1, 6) == 'queued'
local since, prio, why, skill, facts = h[3], h[4], h[5], h[6], h[7]
-- An offer that is accepted keeps its reason.
local wish_prio, wish_why = ARGV[5], ARGV[6]
if wish_why == 'asked' and h[12] then
  local stands, offered_prio, offered_why = string.match(h[12], '^(%d+) (%d+) (%S+)$')
  if now < tonumber(stands) then wish_prio, wish_why = offered_prio, offered_why end
end
if not waits then since = now end
if not waits or tonumber(wish_prio) < tonumber(prio) then
  prio, why, skill, facts = wish_prio, wish_why, ARGV[7], ARGV[8]
end
local was_off = string.sub(mode, -4) == '-off'
local off = ARGV[9] == 'off' or (ARGV[9] == '' and was_off)
if off and not was_off then redis.call('HSET', dialog, 'last', ARGV[10]) end
if once ~= '' then redis.call('HSET', dialog, 'asked', string.sub(asked .. once, -64 * ARGV[15])) end
local lives = now + ARGV[11]
redis.call('HSET', dialog, 'mode', off and 'queued-off' or 'queued', 'shop', ARGV[4], 'since', since, 'prio', prio,
  'why', why, 'skill', skill, 'facts', facts, 'lives', lives, 'ends', lives)
if not waits then outbox_add(dialog, ARGV[13], now) end
redis.call('PEXPIREAT', dialog, lives)
redis.call('PEXPIREAT', KEYS[2], lives)
redis.call('PEXPIREAT', KEYS[3], lives)
local head = string.sub(h[9] or '', 1, 64)
return 'q' .. (waits and '-' or 'n') .. ' ' .. since .. ' ' .. prio .. ' ' .. why .. ' ' .. skill .. ' ' .. head .. ' '
  .. (h[10] or '') .. '\n' .. facts
