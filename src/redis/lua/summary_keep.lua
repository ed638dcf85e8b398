-- summary_keep: keep what a model made of a dialog, for the next seat, if the dialog still waits.
-- KEYS  1 dialog (HASH)
-- ARGV  1 not_after (ms)  2 shop  3 seq (of the newest turn that it is of)  4 text
-- RETURNS l<now> late, n it does not wait, o done
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local h = redis.call('HMGET', KEYS[1], 'shop', 'mode')
if h[1] ~= ARGV[2] or string.sub(h[2], 1, 6) ~= 'queued' then return 'n' end
redis.call('HSET', KEYS[1], 'summary', ARGV[3] .. ' ' .. ARGV[4])
return 'o'
