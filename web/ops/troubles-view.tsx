// What is wrong, before anything else.
import { troublesOf } from './figures.js'
import type { Status } from './server.js'
import type { OpsWords } from './words.js'

export function Troubles({ status, said }: { readonly status: Status; readonly said: OpsWords }) {
  const troubles = troublesOf(status)
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
