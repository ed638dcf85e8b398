-- conversation_note: a question was asked in a dialog of a customer of the OpenAI-compatible surface. Repeated, it notes
-- the question once more, as one that is asked again.
-- KEYS  1 conversations (LIST of `dialog_id mark mark …`, the newest dialog first, the oldest mark first)
-- ARGV  1 not_after (ms)  2 dialog_id  3 mark  4 length of the marks kept  5 dialogs kept  6 ttl (ms)
-- RETURNS l<now> late, n noted
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local list, dialog, marks = KEYS[1], ARGV[2], ' ' .. ARGV[3]
for _, known in ipairs(redis.call('LRANGE', list, 0, -1)) do
  if string.sub(known, 1, #dialog) == dialog then
    marks = string.sub(known, #dialog + 1) .. marks
    redis.call('LREM', list, 1, known)
  end
end
redis.call('LPUSH', list, dialog .. string.sub(marks, -tonumber(ARGV[4])))
redis.call('LTRIM', list, 0, ARGV[5] - 1)
redis.call('PEXPIRE', list, ARGV[6])
return 'n'
