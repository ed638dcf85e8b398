-- dialog_watch: note that a process watches the dialog. The newest few are kept: watchers also re-read.
-- KEYS  1 dialog (HASH)
-- ARGV  1 not_after (ms)  2 origin
-- RETURNS l<now> late, - done
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local dialog, origin = KEYS[1], ARGV[2]
local h = redis.call('HMGET', dialog, 'owner', 'watchers')
local owner, watchers = h[1], h[2] or ''
if not owner or string.sub(owner, 1, 1) == '-' or string.find(watchers, origin, 1, true) then return '-' end
redis.call('HSET', dialog, 'watchers', string.sub(watchers .. origin, -512))
return '-'
