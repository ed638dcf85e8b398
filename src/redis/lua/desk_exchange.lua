-- desk_exchange: note that a process has these seats, and read the board if it has changed.
-- KEYS  1 waiting (HASH)  2 others (HASH)  3 meta (HASH)  4 seats (HASH)  5 beats (ZSET)  6 offers (HASH)
-- ARGV  1 not_after (ms)  2 version (of the caller's copy)  3 process  4 subs (JSON array)
-- RETURNS l<now> late, b<JSON: now, version, ages, and if the caller's copy is not current rows, seats, paces, notes>
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local waiting, others, meta, seats, beats, offers = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
for _, sub in ipairs(cjson.decode(ARGV[4])) do redis.call('ZADD', beats, now, ARGV[3] .. ' ' .. sub) end
local version = redis.call('HGET', meta, 'version')
if not version then
  -- Random, so that a copy of a board that was lost is not taken for a current one.
  version = redis.sha1hex(now .. ARGV[3])
  redis.call('HSET', meta, 'version', version)
end
local ages = redis.call('ZRANGE', beats, 0, -1, 'WITHSCORES')
for i = 2, #ages, 2 do ages[i] = tostring(now - ages[i]) end
local board = { now = tostring(now), version = version, ages = ages }
if version ~= ARGV[2] then
  board.rows = redis.call('HVALS', waiting)
  for _, row in ipairs(redis.call('HVALS', others)) do table.insert(board.rows, row) end
  board.seats = redis.call('HVALS', seats)
  local facts, paces = redis.call('HGETALL', meta), {}
  for i = 1, #facts, 2 do
    if string.sub(facts[i], 1, 5) == 'pace:' then
      table.insert(paces, facts[i])
      table.insert(paces, facts[i + 1])
    end
  end
  board.paces = paces
  board.notes = redis.call('HGETALL', offers)
end
return 'b' .. cjson.encode(board)
