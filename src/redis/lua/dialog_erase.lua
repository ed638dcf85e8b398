-- dialog_erase: delete everything of the dialog and leave a mark under which nothing is made.
-- KEYS  1 dialog (HASH)  2 turns (LIST)  3 keys (HASH)
-- ARGV  1 not_after (ms)  2 owner  3 mark_ms  4 event ('' or kept in the mark)
-- The mark is an owner that nobody is: a hash of dialog and owner, which stands nowhere else, tells the one that was
-- from strangers.
-- RETURNS l<now> late, a absent, d<turn_ids> deleted, with its acknowledged turns that were not answered
-- USES outbox_add
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local dialog, turns, keys = KEYS[1], KEYS[2], KEYS[3]
if redis.call('HGET', dialog, 'owner') ~= ARGV[2] then return 'a' end
local promised = ''
for _, field in ipairs(redis.call('HKEYS', dialog)) do
  promised = promised .. (string.match(field, '^p(%x+)$') or '')
end
local events = redis.call('HGET', dialog, 'events') or 0
redis.call('DEL', dialog, turns, keys)
redis.call('HSET', dialog, 'owner', '-' .. redis.sha1hex(dialog .. ARGV[2]))
if ARGV[4] ~= '' then redis.call('HSET', dialog, 'events', events, 'moved', events) end
outbox_add(dialog, ARGV[4], now)
redis.call('PEXPIREAT', dialog, now + ARGV[3])
return 'd' .. promised
