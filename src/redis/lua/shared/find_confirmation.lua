-- find_confirmation: a confirmation and its dialog's owner, for this owner, or for a seat of the shop when owner is ''. Else
-- nil, and a: absent (to a seat also where nobody has asked for a person), or x: the seat does not hold the dialog.
local function find_confirmation(dialog, id, owner, shop, seat)
  local h = redis.call('HMGET', dialog, 'f' .. id, 'owner', 'shop', 'mode', 'seat', 'since')
  if not h[1] then return nil, 'a' end
  if owner ~= '' then
    if h[2] ~= owner then return nil, 'a' end
  elseif h[3] ~= shop or not h[6] then
    return nil, 'a'
  elseif h[4] ~= 'seat' or h[5] ~= seat then
    return nil, 'x'
  end
  return h[1], h[2]
end
