// The bot's proposal: nothing happens before the customer taps. Once, and not after its time.
import { useEffect, useState } from 'preact/hooks'
import type { Confirmation } from '../client/api-types.js'
import type { BotReply } from './talk.js'
import type { View } from './view.js'

interface ConfirmationProps {
  readonly reply: BotReply
  readonly confirm: Confirmation
  readonly view: View
}

export function ConfirmationView({ reply, confirm, view: { said, talk, service } }: ConfirmationProps) {
  const { confirmed } = reply
  const isOver = useIsOver(confirm.expiresAt)
  const outcome = confirmed ?? (isOver ? 'expired' : undefined)
  return (
    <fieldset class="confirm" aria-label={confirm.text}>
      <p>{confirm.text}</p>
      {outcome !== undefined && (
        <p class="small" role="status">
          {said.confirmed[outcome]}
        </p>
      )}
      {outcome === undefined && confirm.by === 'seat' && <p class="small">{said.confirmBySeat}</p>}
      {outcome === undefined && confirm.by === 'customer' && (
        <div class="ends">
          <button
            type="button"
            class="outlined"
            disabled={talk.isBusy}
            onClick={() => service.confirm(reply, confirm.confirmId, 'no')}
          >
            {said.confirmNo}
          </button>
          <button
            type="button"
            class="solid"
            disabled={talk.isBusy}
            onClick={() => service.confirm(reply, confirm.confirmId, 'yes')}
          >
            {said.confirmYes}
          </button>
        </div>
      )}
    </fieldset>
  )
}

/** setTimeout knows no longer time. */
const LONGEST_TIMER_MS = 2_147_483_647

function useIsOver(expiresAt: string): boolean {
  const left = Date.parse(expiresAt) - Date.now()
  const [isOver, setOver] = useState(left <= 0)
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), Math.min(Math.max(0, left), LONGEST_TIMER_MS))
    return () => clearTimeout(timer)
  }, [expiresAt])
  return isOver
}
