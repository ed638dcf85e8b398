-- hook_add: put a delivery in its lane, once however often it comes; of too many it becomes a dead letter.
-- KEYS  1 waiting (ZSET)  2 texts (HASH)  3 due (ZSET)  4 dead (ZSET)  5 died (ZSET)  6 marks (ZSET)  7 endpoints (SET)
-- ARGV  1 not_after (ms)  2 place  3 lane  4 endpoint  5 dialog_id (empty: of none)  6 text  7 text as a dead letter
--       8 waiting_most  9 dead_most  10 dead (ms)  11 remember (ms)
-- RETURNS l<now> late, a added, f dead, - known, or of an erased dialog
-- USES bury_letter
-- USES trim_letters
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local waiting, texts, due, dead = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local died, marks, endpoints = KEYS[5], KEYS[6], KEYS[7]
local place, lane = ARGV[2], ARGV[3]
redis.call('ZREMRANGEBYSCORE', marks, '-inf', now)
if redis.call('ZSCORE', marks, place) or redis.call('ZSCORE', marks, ARGV[5]) then return '-' end
redis.call('ZADD', marks, now + ARGV[11], place)
redis.call('PEXPIRE', marks, ARGV[11])
if redis.call('ZCARD', waiting) >= tonumber(ARGV[8]) then
  bury_letter(texts, dead, died, place, ARGV[7], now)
  trim_letters(texts, dead, died, tonumber(ARGV[9]), now - ARGV[10])
  return 'f'
end
redis.call('ZADD', waiting, 0, place)
redis.call('HSET', texts, place, ARGV[6])
redis.call('ZADD', due, 'NX', now, lane)
redis.call('SADD', endpoints, ARGV[4])
return 'a'
