-- keep_turn: append a packed turn to the kept ones, of which the oldest gives way beyond `keep`. Takes and returns two digits
-- of each kept turn's id, as the index has them.
local function keep_turn(turns, keys, ids, packed, keep)
  ids = ids .. string.sub(packed, 1, 2)
  if redis.call('RPUSH', turns, packed) <= keep then return ids end
  -- A key may outlive its turn's place among the kept ones: then the key keeps the turn.
  local old = redis.call('LPOP', turns)
  local old_key = string.match(old, '^%x+ (%S+)')
  local old_use = old_key ~= '-' and redis.call('HGET', keys, old_key)
  if old_use then redis.call('HSET', keys, old_key, old_use .. '\n' .. old) end
  return string.sub(ids, 3)
end
