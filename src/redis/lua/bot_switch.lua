-- bot_switch: the bot falls silent in a dialog, or speaks again. Silent, it is refused what it was about to answer.
-- KEYS  1 dialog (HASH)
-- ARGV  1 not_after (ms)  2 owner  3 bot ('on', 'off', or '': as it was)  4 last (of this write)
-- RETURNS l<now> late, a absent, h<name> held, o<head> <watchers> done
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return 'l' .. now end

local dialog = KEYS[1]
local h = redis.call('HMGET', dialog, 'owner', 'mode', 'queue', 'watchers', 'name')
local mode = h[2]
if h[1] ~= ARGV[2] then return 'a' end
if mode == 'seat' then return 'h' .. h[5] end
local was_off = string.sub(mode, -4) == '-off'
local talks = was_off and string.sub(mode, 1, -5) or mode
if ARGV[3] == 'off' and not was_off then
  redis.call('HSET', dialog, 'mode', talks .. '-off', 'last', ARGV[4])
elseif ARGV[3] == 'on' then
  redis.call('HSET', dialog, 'mode', talks)
end
return 'o' .. string.sub(h[3], 1, 64) .. ' ' .. (h[4] or '')
