-- settings_write: change some settings at once and tell every process. Fields are v:<name>, and version.
-- KEYS  1 settings (HASH)
-- ARGV  1 not_after (ms)  2 version  3 channel  4 changes (JSON array of pairs: name, text; a pair without text takes the name out)
-- RETURNS l<now> late, w written
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local settings, version = KEYS[1], ARGV[2]
for _, change in ipairs(cjson.decode(ARGV[4])) do
  if change[2] then
    redis.call('HSET', settings, 'v:' .. change[1], change[2])
  else
    redis.call('HDEL', settings, 'v:' .. change[1])
  end
end
redis.call('HSET', settings, 'version', version)
redis.call('PUBLISH', ARGV[3], version)
return 'w'
