-- change_add: keep a change of the cluster, unless one of the same name was kept just now.
-- KEYS  1 changes (STREAM)  2 mark (STRING)
-- ARGV  1 not_after (ms)  2 change (JSON)  3 kept  4 same_ms
-- RETURNS l<now> late, k known, a added
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local changes, mark = KEYS[1], KEYS[2]
if not redis.call('SET', mark, '1', 'NX', 'PX', ARGV[4]) then return 'k' end
redis.call('XADD', changes, 'MAXLEN', ARGV[3], '*', 'c', ARGV[2])
return 'a'
