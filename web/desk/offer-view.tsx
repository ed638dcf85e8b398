// A dialog that is proposed to this seat, for as long as the proposal stands.
import { pure } from '../design/pure.js'
import { useSecond } from '../design/use-second.js'
import type { Offer } from './board.js'
import type { DeskView } from './desk-view.js'
import { RowWords } from './row-view.js'

interface OfferProps extends Pick<DeskView, 'said' | 'work' | 'seconds'> {
  readonly offer: Offer
}

export const OfferView = pure(({ offer: { row, until }, said, work, seconds }: OfferProps) => (
  <li class="row offer">
    <RowWords row={row} said={said} seconds={seconds} />
    <div class="ends">
      <button type="button" class="solid" onClick={() => work.accept(row.dialogId)}>
        {said.accept} <Left until={until} said={said} seconds={seconds} />
      </button>
      <button type="button" class="plain" onClick={() => work.decline(row.dialogId)}>
        {said.decline}
      </button>
    </div>
  </li>
))

/** Not read out: it changes each second. */
function Left({ until, said, seconds }: Pick<OfferProps, 'said' | 'seconds'> & Pick<Offer, 'until'>) {
  const leftS = useSecond(seconds, second => Math.max(0, Math.round(until / 1_000) - second))
  return <span aria-hidden="true">{said.acceptWithin(leftS)}</span>
}
