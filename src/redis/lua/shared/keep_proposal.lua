-- keep_proposal: keep what a turn proposes: <confirm_id> <ttl> <tool> <hash>\n<shown>\n<sealed>. An open proposal of the
-- same tool gives way to it, and only the newest are kept.
local function keep_proposal(dialog, packed, now, kept)
  local id, ttl, tool, rest = string.match(packed, '^(%x+) (%d+) (%S+) (.*)$')
  local ids = redis.call('HGET', dialog, 'confirms') or ''
  for place = 1, #ids, 32 do
    local field = 'f' .. string.sub(ids, place, place + 31)
    local head, named, shown = string.match(redis.call('HGET', dialog, field), '^o (%S+ %S+ %S+ (%S+) %S+\n)([^\n]*\n)')
    if named == tool then redis.call('HSET', dialog, field, 'x ' .. head .. shown) end
  end
  ids = ids .. id
  if #ids > kept * 32 then
    redis.call('HDEL', dialog, 'f' .. string.sub(ids, 1, 32))
    ids = string.sub(ids, 33)
  end
  redis.call('HSET', dialog, 'confirms', ids, 'f' .. id, 'o - 0 ' .. now + ttl .. ' ' .. tool .. ' ' .. rest)
end
