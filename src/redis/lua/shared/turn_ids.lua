-- turn_ids: two digits of each kept turn's id, oldest first, as the index says; read from the turns when a build without
-- the index stored the newest ones.
local function turn_ids(turns, index, n)
  if n == 0 then return '' end
  local at, ids = string.match(index or '', '^(%d+):(%x*)$')
  if at == n then return ids end
  ids = ''
  for _, stored in ipairs(redis.call('LRANGE', turns, 0, -1)) do ids = ids .. string.sub(stored, 1, 2) end
  return ids
end
