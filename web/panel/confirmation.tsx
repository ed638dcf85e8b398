// The bot's proposal: nothing happens before the customer taps. Once, and not after its time.
import type { Confirmation } from '../client/api-types.js'
import { Icon, type IconName } from '../design/icons.js'
import { useIsOver } from '../design/is-over.js'
import type { BotReply } from './talk.js'
import type { EntryView } from './view.js'

/** The colour alone says nothing to those who do not see it. */
export const outcomeIcons: Readonly<Record<NonNullable<BotReply['confirmed']>, IconName>> = {
  done: 'check',
  failed: 'close',
  refused: 'minus',
  unknown: 'question',
  expired: 'clock',
}

interface ConfirmationProps {
  readonly reply: BotReply
  readonly confirm: Confirmation
  readonly view: EntryView
}

export function ConfirmationView({ reply, confirm, view: { said, isBusy, service } }: ConfirmationProps) {
  const { confirmed } = reply
  const isOver = useIsOver(confirm.expiresAt)
  const outcome = confirmed ?? (isOver ? 'expired' : undefined)
  return (
    <fieldset class="confirm" aria-label={confirm.text} data-outcome={outcome}>
      <p class="what">{confirm.text}</p>
      {outcome !== undefined && (
        <p class="outcome" role="status">
          <Icon name={outcomeIcons[outcome]} />
          {said.confirmed[outcome]}
        </p>
      )}
      {outcome === undefined && confirm.by === 'seat' && <p class="small">{said.confirmBySeat}</p>}
      {outcome === undefined && confirm.by === 'customer' && (
        <div class="ends">
          <button
            type="button"
            class="outlined"
            disabled={isBusy}
            onClick={() => service.confirm(reply, confirm.confirmId, 'no')}
          >
            {said.confirmNo}
          </button>
          <button
            type="button"
            class="solid"
            disabled={isBusy}
            onClick={() => service.confirm(reply, confirm.confirmId, 'yes')}
          >
            {said.confirmYes}
          </button>
        </div>
      )}
    </fieldset>
  )
}
