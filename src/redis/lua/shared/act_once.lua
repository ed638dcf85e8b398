-- act_once: what became of an act, or a wish, that comes under a key: d it was done, k the key was another's; nil when it is
-- new or has no key. `acted` is the key and the body of each of the newest, 64 characters an act.
local function act_once(acted, once)
  for place = 1, once ~= '' and #acted or 0, 64 do
    local use = string.sub(acted, place, place + 63)
    if string.sub(use, 1, 32) == string.sub(once, 1, 32) then return use == once and 'd' or 'k' end
  end
end
