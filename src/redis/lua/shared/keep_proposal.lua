-- keep_proposal: keep what a turn proposes: <confirm_id> <ttl> <tool> <hash>\n<shown>\n<sealed>. An open proposal of the
-- same tool gives way to it, and only the newest are kept, besides those that execute.
local function keep_proposal(dialog, packed, now, kept)
  local id, ttl, tool, rest = string.match(packed, '^(%x+) (%d+) (%S+) (.*)$')
  local ids, stay = redis.call('HGET', dialog, 'confirms') or '', ''
  local over = #ids / 32 + 1 - kept
  for place = 1, #ids, 32 do
    local each = string.sub(ids, place, place + 31)
    local field = 'f' .. each
    local found = redis.call('HGET', dialog, field)
    if over > 0 and string.sub(found, 1, 1) ~= 'e' then
      redis.call('HDEL', dialog, field)
      over = over - 1
    else
      local head, named, shown = string.match(found, '^o (%S+ %S+ %S+ (%S+) %S+\n)([^\n]*\n)')
      if named == tool then redis.call('HSET', dialog, field, 'x ' .. head .. shown) end
      stay = stay .. each
    end
  end
  redis.call('HSET', dialog, 'confirms', stay .. id, 'f' .. id, 'o - 0 ' .. now + ttl .. ' ' .. tool .. ' ' .. rest)
end
