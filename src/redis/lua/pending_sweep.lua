-- pending_sweep: take over the idle entries of processes that do not live, and look again at one's own.
-- KEYS  1 pending (STREAM)
-- ARGV  1 not_after (ms)  2 origin  3 live (origins, joined)  4 idle_ms  5 count  6 group
-- RETURNS l<now> late, s and for each entry: entry id, from, dialog_id, turn_id, traceparent, joined by \n
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local pending, origin, live, group = KEYS[1], ARGV[2], ARGV[3], ARGV[6]
local found = {}
local entries = redis.pcall('XPENDING', pending, group, 'IDLE', ARGV[4], '-', '+', ARGV[5])
-- Nothing was ever promoted: there is no group yet.
if entries.err then return 's' end
for _, entry in ipairs(entries) do
  local id, from = entry[1], entry[2]
  if from == origin or not string.find(live, from, 1, true) then
    local claimed = redis.call('XCLAIM', pending, group, origin, ARGV[4], id)[1]
    local fields = claimed and claimed[2] or {}
    if fields[6] then
      table.insert(found, id .. '\n' .. from .. '\n' .. fields[2] .. '\n' .. fields[4] .. '\n' .. fields[6])
    end
  end
end
-- A consumer that is dead and owns nothing any more is of no use.
for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', pending, group)) do
  local name, owned, idle = consumer[2], consumer[4], consumer[6]
  if owned == 0 and idle > 60000 and not string.find(live, name, 1, true) then
    redis.call('XGROUP', 'DELCONSUMER', pending, group, name)
  end
end
return 's' .. table.concat(found, '\n')
