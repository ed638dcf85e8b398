// The troubles, before anything else.
import { troublesOf } from './figures.js'
import type { Tick } from './live.js'
import type { Status } from './server.js'
import type { OpsWords } from './words.js'

interface TroublesProps {
  readonly tick: Tick
  readonly status: Status | undefined
  readonly said: OpsWords
}

export function Troubles({ tick, status, said }: TroublesProps) {
  const troubles = troublesOf(tick, status)
  if (troubles.length === 0)
    return (
      <section class="well" aria-live="polite">
        <b>{said.well}</b> <span>{said.wellMore}</span>
      </section>
    )
  return (
    <section class="troubles" aria-live="polite">
      <ul>
        {troubles.map(trouble => (
          <li key={JSON.stringify(trouble)}>{said.troubles(trouble)}</li>
        ))}
      </ul>
    </section>
  )
}
