-- find_turn: a kept turn by its id, or nil. `index` is the number of turns it was written at, then two digits of each kept
-- turn's id, oldest first: a search reads one turn or two. A build without the index stores turns beside it, so that the
-- numbers differ: then all kept turns are read.
local function find_turn(turns, index, n, turn)
  local at, ids = string.match(index or '', '^(%d+):(%x*)$')
  if at ~= n then
    for _, stored in ipairs(redis.call('LRANGE', turns, 0, -1)) do
      if string.sub(stored, 1, 32) == turn then return stored end
    end
    return nil
  end
  local digits = string.sub(turn, 1, 2)
  for place = #ids - 1, 1, -2 do
    if string.sub(ids, place, place + 1) == digits then
      local stored = redis.call('LINDEX', turns, (place - 1) / 2)
      if stored and string.sub(stored, 1, 32) == turn then return stored end
    end
  end
end
