-- desk_look: a dialog as the desk sees it.
-- KEYS  1 dialog (HASH)  2 turns (LIST)
-- ARGV  1 shop  2 notes_kept
-- RETURNS a absent or never handed over, d<JSON array: owner, mode, n, ends, since, priority, reason, skill, facts, seat,
--       name, claim, service, at, turns, what is left, JSON array of left messages as <id> <hash> <at> <text>, summary as <seq> <text>, then the number of unanswered ones, these as <turn_id> <at> <text>, and the
--       notes as <at> <seat> <text>, oldest first>
local dialog, turns = KEYS[1], KEYS[2]
local h = redis.call('HMGET', dialog, 'shop', 'owner', 'mode', 'n', 'ends', 'since', 'prio', 'why', 'skill', 'facts',
  'seat', 'name', 'claim', 'service', 'at', 'queue', 'notes', 'left', 'lefts', 'summary')
-- A dialog has its shop from its opening on, and the time of a wait from its first handover on.
if h[1] ~= ARGV[1] or not h[6] then return 'a' end
local row = {}
for i = 2, 15 do row[#row + 1] = h[i] or '' end
row[#row + 1] = table.concat(redis.call('LRANGE', turns, 0, -1), '\n')
row[#row + 1] = h[18] or ''
local messages = {}
for i = 0, (h[19] or 0) - 1 do messages[#messages + 1] = redis.call('HGET', dialog, 'l' .. i) or nil end
row[#row + 1] = #messages > 0 and cjson.encode(messages) or '[]'
row[#row + 1] = h[20] or ''
local waiting = {}
for place = 1, #h[16], 64 do
  local turn = string.sub(h[16], place, place + 31)
  local kept = redis.call('HMGET', dialog, 'p' .. turn, 'w' .. turn)
  local text = kept[1] and string.match(kept[1], '^[^\n]*\n(.*)$')
  if text and kept[2] then waiting[#waiting + 1] = turn .. ' ' .. kept[2] .. ' ' .. text end
end
row[#row + 1] = tostring(#waiting)
for _, one in ipairs(waiting) do row[#row + 1] = one end
local count = tonumber(h[17] or 0)
for i = math.max(0, count - ARGV[2]), count - 1 do
  row[#row + 1] = redis.call('HGET', dialog, 'o' .. i % ARGV[2])
end
return 'd' .. cjson.encode(row)
