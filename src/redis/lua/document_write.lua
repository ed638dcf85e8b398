-- document_write: replace a document if it is still the expected one, keep the version, tell every process.
-- KEYS  1 settings (HASH: v:<name>, version)  2 versions (LIST, newest first: "<version> <at> <JSON>")  3 texts (HASH by version)
-- ARGV  1 not_after (ms)  2 id of the settings' new state  3 channel  4 name  5 expected (SHA-1 of "<version> <text>", - for none)
--       6 text  7 by and why (JSON)  8 versions kept
-- RETURNS l<now> late, w<version> written, c when another one stands there
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local settings, versions, texts = KEYS[1], KEYS[2], KEYS[3]
local field, kept = 'v:' .. ARGV[4], tonumber(ARGV[8])
local present = redis.call('HGET', settings, field)
if (present and redis.sha1hex(present) or '-') ~= ARGV[5] then return 'c' end

local version = (present and tonumber(string.match(present, '^%d+')) or 0) + 1
redis.call('LPUSH', versions, version .. ' ' .. string.format('%.0f', now) .. ' ' .. ARGV[7])
redis.call('LTRIM', versions, 0, kept - 1)
redis.call('HSET', texts, version, ARGV[6])
redis.call('HDEL', texts, version - kept)
redis.call('HSET', settings, field, version .. ' ' .. ARGV[6], 'version', ARGV[2])
redis.call('PUBLISH', ARGV[3], ARGV[2])
return 'w' .. version
