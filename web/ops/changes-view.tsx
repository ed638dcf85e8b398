// Changes, by whom and why, and on demand the ends of single turns: the newest first.
import type { Language } from '../design/language.js'
import type { Change, TurnEnd } from './live.js'
import type { OpsWords } from './words.js'

interface ChangesProps {
  readonly changes: readonly Change[]
  readonly said: OpsWords
  readonly lang: Language
}

const CHANGES_SHOWN = 12
const clock = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const
const timeOf = (at: number, lang: Language) => new Date(at).toLocaleTimeString(lang, clock)

export function Changes({ changes, said, lang }: ChangesProps) {
  return (
    <section class="card part" aria-labelledby="changes">
      <h2 id="changes">{said.changes}</h2>
      {changes.length === 0 && <p class="small">{said.none}</p>}
      <ol class="rows">
        {changes.slice(0, CHANGES_SHOWN).map(({ id, kind, by, from, to, why }) => (
          <li key={id}>
            <time>{timeOf(Number.parseInt(id, 10), lang)}</time>
            <b>{said.kinds[kind] ?? kind}</b>
            <span>{from === null ? to : `${from} → ${to}`}</span>
            <span class="small">{[shortly(by), why].filter(word => word !== '').join(' · ')}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}

/** Of a process the first digits tell it apart. */
const shortly = (by: string) => (/^[0-9a-f]{32}$/.test(by) ? by.slice(0, 6) : by)

interface TurnsProps {
  readonly turns: readonly TurnEnd[] | undefined
  readonly said: OpsWords
  readonly lang: Language
  readonly show: (wanted: boolean) => void
}

export function Turns({ turns, said, lang, show }: TurnsProps) {
  return (
    <section class="card part turns" aria-labelledby="turns">
      <h2 id="turns">{said.turns}</h2>
      <label class="choice">
        <input type="checkbox" checked={turns !== undefined} onChange={() => show(turns === undefined)} />
        {said.showTurns}
      </label>
      {turns !== undefined && (
        <ol class="rows">
          {turns.map(turn => (
            <li key={turn.turn_id}>
              <time>{timeOf(Date.parse(turn.at), lang)}</time>
              <b>{turn.problem ?? said.sourceNames[turn.source ?? ''] ?? turn.source}</b>
              <span>{said.ms(Math.round(turn.cost_ms))}</span>
              <span class="small">{turn.reason ?? ''}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}
