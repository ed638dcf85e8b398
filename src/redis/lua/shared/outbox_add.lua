-- outbox_add: keep an event with its dialog until it is moved to its deliveries; the hundredth that waits takes the place
-- of the first. With it stands how the dialog was at that moment, a line each: version, time, number of turns, wait
-- (since, priority, reason, skill, facts), service and since when.
local function outbox_add(dialog, event, now)
  if event == '' then return end
  local h = redis.call('HMGET', dialog, 'events', 'n', 'since', 'prio', 'why', 'skill', 'facts', 'service', 'at')
  local version = (h[1] or 0) + 1
  local entry = { version, now }
  for i = 2, 9 do entry[#entry + 1] = h[i] or '' end
  entry[#entry + 1] = event
  redis.call('HSET', dialog, 'events', version, 'e' .. version % 100, table.concat(entry, '\n'))
end
