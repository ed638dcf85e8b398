-- find_confirmation: a confirmation and its dialog's owner, for whom whose_dialog says that it is theirs. Else nil, and a:
-- absent, or x: the seat does not hold the dialog.
local function find_confirmation(dialog, id, owner, shop, seat)
  local kept = redis.call('HGET', dialog, 'f' .. id)
  if not kept then return nil, 'a' end
  local whose, owner_of_dialog = whose_dialog(dialog, owner, shop, seat)
  if whose ~= 'o' then return nil, whose end
  return kept, owner_of_dialog
end
