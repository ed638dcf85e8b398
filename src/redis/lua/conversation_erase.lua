-- conversation_erase: drop a customer's conversations; with a dialog_id only that one. May be repeated.
-- KEYS  1 conversations (LIST of `dialog_id mark mark …`)
-- ARGV  1 not_after (ms)  2 dialog_id (or '')
-- RETURNS l<now> late, f
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local list, dialog = KEYS[1], ARGV[2]
if dialog == '' then
  redis.call('DEL', list)
  return 'f'
end
for _, known in ipairs(redis.call('LRANGE', list, 0, -1)) do
  if string.sub(known, 1, #dialog) == dialog then redis.call('LREM', list, 1, known) end
end
return 'f'
