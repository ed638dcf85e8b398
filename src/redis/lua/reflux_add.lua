-- reflux_add: keep an entry of a dialog, which then waits for better answers if the entry is one to ask again.
-- KEYS  1 rows (HASH)  2 all (ZSET)  3 waiting (ZSET)
-- ARGV  1 not_after (ms)  2 dialog_id  3 entry (one line)  4 turn_id  5 entries_most  6 dialogs_most  7 w waits, '' not
-- RETURNS l<now> late, a added, - known already, or too many of this dialog
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local rows, all, waiting = KEYS[1], KEYS[2], KEYS[3]
local dialog, entry = ARGV[2], ARGV[3]

local row = redis.call('HGET', rows, dialog)
if row then
  if string.find(row, ARGV[4], 1, true) then return '-' end
  local _, breaks = string.gsub(row, '\n', '')
  if breaks + 1 >= tonumber(ARGV[5]) then return '-' end
  entry = row .. '\n' .. entry
end
redis.call('HSET', rows, dialog, entry)
redis.call('ZADD', all, 'NX', now, dialog)
if ARGV[7] == 'w' then redis.call('ZADD', waiting, 'NX', now, dialog) end

if redis.call('ZCARD', all) > tonumber(ARGV[6]) then
  local oldest = redis.call('ZPOPMIN', all)[1]
  redis.call('HDEL', rows, oldest)
  redis.call('ZREM', waiting, oldest)
end
return 'a'
