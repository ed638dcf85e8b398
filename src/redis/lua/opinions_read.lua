-- opinions_read: the opinions kept with a dialog.
-- KEYS  1 dialog (HASH)
-- RETURNS a absent or deleted, d<opinions, a line each>
local dialog = KEYS[1]
local owner = redis.call('HGET', dialog, 'owner')
if not owner or string.sub(owner, 1, 1) == '-' then return 'a' end
local fields = {}
for _, field in ipairs(redis.call('HKEYS', dialog)) do
  if #field == 33 and string.match(field, '^[rgs]%x+$') then fields[#fields + 1] = field end
end
return 'd' .. (#fields > 0 and table.concat(redis.call('HMGET', dialog, unpack(fields)), '\n') or '')
