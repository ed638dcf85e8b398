// A write that the bot has proposed, beneath the answer that did. One that moves money waits for the seat; of any other the
// seat sees that the customer is asked.
import type { Confirmation } from '../client/api-types.js'
import { Icon } from '../design/icons.js'
import { useIsOver } from '../design/is-over.js'
import { outcomeIcons } from '../panel/confirmation.js'
import type { Decided } from './board.js'
import type { DeskView } from './desk-view.js'

interface ProposalProps extends Pick<DeskView, 'said' | 'work'> {
  readonly dialogId: string
  readonly confirm: Confirmation
  readonly decided: Decided | undefined
}

export function ProposalView({ dialogId, confirm, decided, said, work }: ProposalProps) {
  const { confirmId, text, by, expiresAt } = confirm
  const isOver = useIsOver(expiresAt)
  const now = decided ?? (isOver ? 'expired' : undefined)
  const outcome = now === 'deciding' ? undefined : now
  const decide = (decision: 'yes' | 'no') => () => work.decide(dialogId, confirmId, decision)
  return (
    <fieldset class="proposal" aria-label={text} data-outcome={outcome}>
      <p class="small">{said.proposal}</p>
      <p class="what">{text}</p>
      {outcome !== undefined && (
        <p class="outcome" role="status">
          <Icon name={outcomeIcons[outcome]} />
          {said.decided[outcome]}
        </p>
      )}
      {outcome === undefined && by === 'customer' && <p class="small">{said.byCustomer}</p>}
      {outcome === undefined && by === 'seat' && (
        <div class="ends">
          <button type="button" class="solid" disabled={now === 'deciding'} onClick={decide('yes')}>
            {now === 'deciding' ? said.deciding : said.decideYes}
          </button>
          <button type="button" class="outlined" disabled={now === 'deciding'} onClick={decide('no')}>
            {said.decideNo}
          </button>
          <span class="small">{said.until(timeOf(expiresAt))}</span>
        </div>
      )}
    </fieldset>
  )
}

function timeOf(at: string): string {
  return new Date(at).toLocaleTimeString(document.documentElement.lang, {
    hour: '2-digit',
    minute: '2-digit',
  })
}
