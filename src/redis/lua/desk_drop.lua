-- desk_drop: take a dialog off the board.
-- KEYS  1 waiting (HASH)  2 others (HASH)  3 meta (HASH)
-- ARGV  1 not_after (ms)  2 dialog_id
-- RETURNS l<now> late, o done
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local dropped = redis.call('HDEL', KEYS[1], ARGV[2]) + redis.call('HDEL', KEYS[2], ARGV[2])
if dropped > 0 then redis.call('HSET', KEYS[3], 'version', redis.sha1hex(now .. ARGV[2])) end
return 'o'
