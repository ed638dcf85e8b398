// The figures of the last minutes as lines, and where answers come from.
import { type Sample, SLOW_MS, sourcesWithin } from './figures.js'
import type { Tick } from './live.js'
import type { OpsWords } from './words.js'

const MINUTE_MS = 60_000

interface FiguresProps {
  readonly tick: Tick
  readonly samples: readonly Sample[]
  readonly said: OpsWords
}

export function Figures({ tick, samples, said }: FiguresProps) {
  const line = (pick: (sample: Sample) => number) => samples.map(pick)
  return (
    <section class="figures">
      <Line name={said.charts.perSecond} values={line(({ arrived }) => arrived)} />
      <Line
        name={said.charts.p99}
        values={line(({ p99 }) => p99)}
        show={said.ms}
        limit={SLOW_MS}
        note={said.limit}
      />
      <Line name={said.charts.pending} values={line(({ pending }) => pending)} />
      <Line name={said.charts.waiting} values={line(({ waiting }) => waiting)} />
      <Line name={said.charts.sockets} values={line(({ sockets }) => sockets)} />
      <div class="card sources">
        <h2>{said.sources}</h2>
        <Sources samples={samples} said={said} />
        <dl class="pairs">
          <dt>{said.badSeconds}</dt>
          <dd>{tick.bad_seconds_1h}</dd>
          <dt>{said.refusedTurns}</dt>
          <dd>{tick.per_s.refused}</dd>
          <dt>{said.answerP99}</dt>
          <dd>{said.ms(tick.answer_p99_ms)}</dd>
        </dl>
      </div>
    </section>
  )
}

interface LineProps {
  readonly name: string
  readonly values: readonly number[]
  readonly show?: (value: number) => string
  /** Drawn as a line that should not be crossed. */
  readonly limit?: number
  readonly note?: string
}

const WIDTH = 240
const HEIGHT = 56

function Line({ name, values, show = shown, limit, note }: LineProps) {
  const now = values.at(-1) ?? 0
  const top = Math.max(1, limit ?? 0, ...values) * 1.1
  const y = (value: number) => HEIGHT - (value / top) * HEIGHT
  const x = (i: number) => (values.length < 2 ? WIDTH : (i / (values.length - 1)) * WIDTH)
  const points = values.map((value, i) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`).join(' ')
  return (
    <div class="card line" data-over={limit !== undefined && now > limit}>
      <h2>{name}</h2>
      <p class="now">{show(now)}</p>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {limit !== undefined && <line class="limit" x1="0" x2={WIDTH} y1={y(limit)} y2={y(limit)} />}
        <polygon points={`0,${HEIGHT} ${points} ${WIDTH},${HEIGHT}`} />
        <polyline points={points} />
      </svg>
      <p class="small">{note}</p>
    </div>
  )
}

const shown = (value: number) => String(Math.round(value * 10) / 10)

function Sources({ samples, said }: Omit<FiguresProps, 'tick'>) {
  const sources = sourcesWithin(samples, MINUTE_MS)
  const all = sources.reduce((sum, [, count]) => sum + count, 0)
  if (all === 0) return <p class="small">{said.nothingYet}</p>
  return (
    <ul class="bars">
      {sources.map(([name, count]) => (
        <li key={name}>
          <span>{said.sourceNames[name] ?? name}</span>
          <svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
            <rect width={(count / all) * 100} height={8} />
          </svg>
          <span class="count">{count}</span>
        </li>
      ))}
    </ul>
  )
}
