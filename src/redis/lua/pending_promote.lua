-- pending_promote: note an acknowledged turn in the index, owned by the process that promised the answer.
-- KEYS  1 pending (STREAM)
-- ARGV  1 not_after (ms)  2 origin  3 dialog_id  4 turn_id  5 traceparent  6 group
-- RETURNS l<now> late, p<entry id>
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local pending = KEYS[1]
local entry = redis.call('XADD', pending, '*', 'd', ARGV[3], 't', ARGV[4], 'p', ARGV[5])
local function claim(call)
  return call('XCLAIM', pending, ARGV[6], ARGV[2], 0, entry, 'FORCE', 'JUSTID')
end
-- The first entry of all finds no group yet.
if claim(redis.pcall).err then
  redis.call('XGROUP', 'CREATE', pending, ARGV[6], 0)
  claim(redis.call)
end
return 'p' .. entry
