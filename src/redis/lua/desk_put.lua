-- desk_put: put a dialog on the board, in the place of its older row.
-- KEYS  1 waiting (HASH)  2 others (HASH)  3 meta (HASH)
-- ARGV  1 not_after (ms)  2 dialog_id  3 kind ('waiting' or another)  4 row (JSON)  5 most (of those that wait, or of the others; '': no bound)
-- RETURNS l<now> late, f there are too many, o done
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local waiting, others, meta, dialog, row = KEYS[1], KEYS[2], KEYS[3], ARGV[2], ARGV[4]
local is_waiting = ARGV[3] == 'waiting'
local before, other = redis.call('HGET', waiting, dialog), redis.call('HGET', others, dialog)
local most = tonumber(ARGV[5])
if most and is_waiting and not before and redis.call('HLEN', waiting) >= most then return 'f' end
if most and not is_waiting and not other and redis.call('HLEN', others) >= most then return 'f' end
if is_waiting then
  if before == row then return 'o' end
  redis.call('HSET', waiting, dialog, row)
  redis.call('HDEL', others, dialog)
else
  if other == row then return 'o' end
  redis.call('HSET', others, dialog, row)
  redis.call('HDEL', waiting, dialog)
end
redis.call('HSET', meta, 'version', redis.sha1hex(now .. row))
return 'o'
