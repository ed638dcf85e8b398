-- whose_dialog: 'o' when the dialog is this owner's or, when owner is '', held by the seat; 'x' when another seat of the
-- shop may hold it, or none does; 'a' otherwise, to a seat also where nobody has asked for a person. With it the dialog's owner.
local function whose_dialog(dialog, owner, shop, seat)
  local h = redis.call('HMGET', dialog, 'owner', 'shop', 'mode', 'seat', 'since')
  local whose = 'o'
  if owner ~= '' then
    if h[1] ~= owner then whose = 'a' end
  elseif h[2] ~= shop or not h[5] then
    whose = 'a'
  elseif h[3] ~= 'seat' or h[4] ~= seat then
    whose = 'x'
  end
  return whose, h[1]
end
