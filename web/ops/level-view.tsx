// The ladder with the rung in force, and the switch: what a rung means and what answers now, before it is chosen.
import { useState } from 'preact/hooks'
import type { Language } from '../design/language.js'
import { ChangeForm } from './change-form.js'
import { type Sample, sourcesWithin } from './figures.js'
import type { LevelTick } from './live.js'
import type { OpsServer } from './server.js'
import type { OpsWords } from './words.js'

const MINUTE_MS = 60_000

interface LevelProps {
  readonly level: LevelTick
  readonly samples: readonly Sample[]
  readonly said: OpsWords
  readonly server: OpsServer
  readonly lang: Language
}

type Choice = number | 'auto'

export function LevelCard(props: LevelProps) {
  const { level, said, lang } = props
  const [choice, setChoice] = useState<Choice>()
  const since = new Date(level.since).toLocaleTimeString(lang, { hour: '2-digit', minute: '2-digit' })
  return (
    <section class="card level" aria-labelledby="level">
      <h2 id="level">{said.level}</h2>
      <p class="small">
        {said.mode[level.mode]} · {said.reasons[level.reason] ?? level.reason} · {said.since(since)}
      </p>
      <ol class="ladder" start={0}>
        {said.rungs.map(({ name, means }, n) => (
          <li key={name} data-level={n} aria-current={level.n === n ? 'step' : undefined}>
            <button type="button" title={said.changeTo(name)} onClick={() => setChoice(n)}>
              <span class="number">{n}</span>
              <b>{name}</b>
              <span class="means">{means}</span>
            </button>
          </li>
        ))}
      </ol>
      {level.mode === 'manual' && (
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

function Change({ choice, close, said, samples, server, level }: ChangeProps) {
  const rung = choice === 'auto' ? said.autoRung : (said.rungs[choice] ?? said.autoRung)
  const now = `${said.rungs[level.n]?.name ?? level.n} (${said.mode[level.mode]})`
  const then = choice === 'auto' ? rung.name : `${rung.name} (${said.mode.manual})`
  const foresee = async () => {
    await server.setLevel(choice, { why: '', isDryRun: true })
    return [said.willBe(now, then)]
  }
  const act = async (why: string) => {
    await server.setLevel(choice, { why, isDryRun: false })
    close()
  }
  return (
    <ChangeForm
      said={said}
      foresee={foresee}
      act={act}
      close={close}
      title={said.changeTo(rung.name)}
      word={said.confirm}
      subject={String(choice)}
    >
      <p>{rung.means}</p>
      <Sources said={said} samples={samples} />
    </ChangeForm>
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
