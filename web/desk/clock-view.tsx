// How long a customer has waited for the seat's word.
import { pure } from '../design/pure.js'
import { useSecond } from '../design/use-second.js'
import { urgency } from './board.js'
import type { DeskView } from './desk-view.js'

interface ClockProps extends Pick<DeskView, 'said' | 'seconds'> {
  /** Epoch milliseconds; absent while nobody waits for a word. */
  readonly since: number | undefined
}

export const Clock = pure(({ since, said, seconds }: ClockProps) => {
  const waitedS = useSecond(seconds, second =>
    since === undefined ? undefined : Math.max(0, second - Math.round(since / 1_000)),
  )
  if (waitedS === undefined) return null
  return (
    <span class="clock">
      <span data-urgency={urgency(waitedS)}>{said.waits(waitedS)}</span>
    </span>
  )
})
