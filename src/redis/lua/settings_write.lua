-- settings_write: change some settings at once and tell every process. Fields are v:<name>, and version.
-- KEYS  1 settings (HASH)
-- ARGV  1 version  2 channel  3 changes (JSON array of pairs: name, text; a pair without text takes the name out)
-- RETURNS the version
local settings, version = KEYS[1], ARGV[1]
for _, change in ipairs(cjson.decode(ARGV[3])) do
  if change[2] then
    redis.call('HSET', settings, 'v:' .. change[1], change[2])
  else
    redis.call('HDEL', settings, 'v:' .. change[1])
  end
end
redis.call('HSET', settings, 'version', version)
redis.call('PUBLISH', ARGV[2], version)
return version
