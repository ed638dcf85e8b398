// The ladder with the rung in force, and the switch: what a rung means and what answers now, before it is chosen.
import { useState } from 'preact/hooks'
import type { Language } from '../design/language.js'
import { type Sample, sourcesWithin } from './figures.js'
import type { OpsServer, Status } from './server.js'
import { useStep } from './step.js'
import type { OpsWords } from './words.js'

const MINUTE_MS = 60_000

interface LevelProps {
  readonly status: Status
  readonly samples: readonly Sample[]
  readonly said: OpsWords
  readonly server: OpsServer
  readonly lang: Language
}

type Choice = number | 'auto'

export function LevelCard(props: LevelProps) {
  const { status, said, lang } = props
  const [choice, setChoice] = useState<Choice>()
  const since = new Date(status.since).toLocaleTimeString(lang, { hour: '2-digit', minute: '2-digit' })
  return (
    <section class="card level" aria-labelledby="level">
      <h2 id="level">{said.level}</h2>
      <p class="small">
        {said.mode[status.mode]} · {said.reasons[status.reason] ?? status.reason} · {said.since(since)}
      </p>
      <ol class="ladder" start={0}>
        {said.rungs.map(({ name, means }, level) => (
          <li key={name} data-level={level} aria-current={status.level === level ? 'step' : undefined}>
            <button type="button" title={said.changeTo(name)} onClick={() => setChoice(level)}>
              <span class="number">{level}</span>
              <b>{name}</b>
              <span class="means">{means}</span>
            </button>
          </li>
        ))}
      </ol>
      {status.mode === 'manual' && (
        <button type="button" class="outlined" onClick={() => setChoice('auto')}>
          {said.changeTo(said.autoRung.name)}
        </button>
      )}
      {choice !== undefined && <Change {...props} choice={choice} close={() => setChoice(undefined)} />}
    </section>
  )
}

interface ChangeProps extends LevelProps {
  readonly choice: Choice
  readonly close: () => void
}

function Change({ choice, close, said, samples, server }: ChangeProps) {
  const [why, setWhy] = useState('')
  const { isBusy, fault, run } = useStep(said.fault)
  const rung = choice === 'auto' ? said.autoRung : (said.rungs[choice] ?? said.autoRung)
  return (
    <form
      class="change"
      onSubmit={event => {
        event.preventDefault()
        void run(async () => {
          await server.setLevel(choice, why.trim())
          close()
        })
      }}
    >
      <h3>{said.changeTo(rung.name)}</h3>
      <p>{rung.means}</p>
      <Sources said={said} samples={samples} />
      <label>
        {said.why}
        <input
          required
          maxLength={200}
          value={why}
          placeholder={said.whyHelp}
          onInput={event => setWhy(event.currentTarget.value)}
        />
      </label>
      {fault !== undefined && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
      <div class="ends">
        <button type="submit" class="solid" disabled={isBusy || why.trim() === ''}>
          {said.confirm}
        </button>
        <button type="button" class="outlined" onClick={close}>
          {said.cancel}
        </button>
      </div>
    </form>
  )
}

function Sources({ said, samples }: Pick<LevelProps, 'said' | 'samples'>) {
  const sources = sourcesWithin(samples, MINUTE_MS)
  if (sources.length === 0) return <p class="small">{said.nothingYet}</p>
  return (
    <p class="small">
      {said.lastMinute}{' '}
      {sources.map(([name, count]) => `${said.sourceNames[name] ?? name} ${count}`).join(' · ')}
    </p>
  )
}
