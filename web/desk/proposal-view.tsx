// A write that the bot proposed and the seat decides about: nothing happens before the seat says yes.
import type { Confirmation } from '../client/api-types.js'
import type { Line } from './board.js'
import type { TalkProps } from './talk-view.js'

interface ProposalProps extends Pick<TalkProps, 'held' | 'said' | 'work' | 'second'> {
  readonly line: Line
  readonly confirm: Confirmation
}

export function Proposal({ line: { decided }, confirm, held, said, work, second }: ProposalProps) {
  const { dialogId } = held.row
  const isOver = Date.parse(confirm.expiresAt) <= second * 1000
  const outcome = decided ?? (isOver ? 'expired' : undefined)
  const decide = (decision: 'yes' | 'no') => () =>
    work.decide({ dialogId, confirmId: confirm.confirmId }, decision)
  return (
    <fieldset class="proposal" aria-label={confirm.text}>
      <p class="steps">{confirm.text}</p>
      {outcome !== undefined ? (
        <p class="steps small" role="status">
          {said.decided[outcome]}
        </p>
      ) : (
        <div class="steps">
          <button type="button" class="outlined" onClick={decide('yes')}>
            {said.agree}
          </button>
          <button type="button" class="plain" onClick={decide('no')}>
            {said.decline}
          </button>
        </div>
      )}
    </fieldset>
  )
}
