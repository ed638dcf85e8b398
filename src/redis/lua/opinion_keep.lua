-- opinion_keep: keep a customer's opinion of a turn or a service with its dialog.
-- KEYS  1 dialog (HASH)
-- ARGV  1 not_after (ms)  2 owner  3 field (r<turn_id>, g<report_id> or s<service_id>)
--       4 opinion (JSON)  5 key (u<hash>, or '')  6 hash of
--       what was sent  7 entries_most  8 event ('' or kept)
-- RETURNS l<now> late, a absent, k key reused, f full, d<at> kept before under this key,
--       n<at>\n<the one in whose place it stands> kept
-- USES outbox_add
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local dialog, field, key = KEYS[1], ARGV[3], ARGV[5]
local h = redis.call('HMGET', dialog, 'owner', field, key, 'opinions')
if h[1] ~= ARGV[2] then return 'a' end
if h[3] then
  local body, at = string.match(h[3], '^(%S+) (%d+)$')
  return body == ARGV[6] and 'd' .. at or 'k'
end
local added = (h[2] and 0 or 1) + (key ~= '' and 1 or 0)
if (h[4] or 0) + added > tonumber(ARGV[7]) then return 'f' end

local at = string.format('%.0f', now)
redis.call('HSET', dialog, field, at .. ' ' .. ARGV[4], 'opinions', (h[4] or 0) + added)
outbox_add(dialog, ARGV[8], now)
if key ~= '' then redis.call('HSET', dialog, key, ARGV[6] .. ' ' .. at) end
return 'n' .. at .. '\n' .. (h[2] or '')
