// The gray release: how its two sides compare, and the switches that widen it, stop it, or give it to everybody. Who
// has none set is told nothing here.
import { useState } from 'preact/hooks'
import { ChangeForm } from './change-form.js'
import type { GrayNow, OpsServer, Order, Versioned } from './server.js'
import type { OpsWords } from './words.js'

interface GrayProps {
  readonly gray: Versioned<GrayNow>
  readonly said: OpsWords
  readonly server: OpsServer
  readonly change: (gray: Versioned<GrayNow>) => void
}

type Open = 'percent' | 'stop' | 'promote' | undefined

export function Gray(props: GrayProps) {
  const { gray, said } = props
  const [open, setOpen] = useState<Open>()
  const { state, elapsed_s: elapsedS, document } = gray.value
  if (state === 'off' && document.percent === 0) return null
  const mayPromote = state === 'better' || state === 'same'
  return (
    <section class="card part" aria-labelledby="gray">
      <h2 id="gray">{said.gray}</h2>
      <p>
        <b>{document.name}</b> {document.percent} % · {said.grayStates[state] ?? state}
        {elapsedS !== null && ` · ${said.minutes(Math.floor(elapsedS / 60))}`}
      </p>
      <Sides {...props} />
      {open === undefined ? (
        <div class="ends">
          <button type="button" class="outlined" onClick={() => setOpen('percent')}>
            {said.grayPercent}
          </button>
          <button type="button" class="outlined" onClick={() => setOpen('stop')}>
            {said.grayStop}
          </button>
          {mayPromote && (
            <button type="button" class="outlined" onClick={() => setOpen('promote')}>
              {said.grayPromote}
            </button>
          )}
        </div>
      ) : (
        <Change {...props} open={open} close={() => setOpen(undefined)} />
      )}
    </section>
  )
}

function Sides({ gray, said }: GrayProps) {
  const { stable, canary, document } = gray.value
  return (
    <table>
      <thead>
        <tr>
          <td />
          <th scope="col">{said.stable}</th>
          <th scope="col">{document.name}</th>
        </tr>
      </thead>
      <tbody>
        {Object.keys(said.graySides).map(name => (
          <tr key={name}>
            <th scope="row">{said.graySides[name]}</th>
            <td>{stable[name] ?? 0}</td>
            <td>{canary[name] ?? 0}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

interface ChangeProps extends GrayProps {
  readonly open: NonNullable<Open>
  readonly close: () => void
}

function Change({ gray, said, server, change, open, close }: ChangeProps) {
  const { document } = gray.value
  const [percent, setPercent] = useState(document.percent)
  const wanted = { percent, stop: 0, promote: 100 }[open]
  const order = (given: Order) =>
    open === 'promote'
      ? server.promote(given, gray.etag)
      : server.setGray({ ...document, percent: wanted }, given, gray.etag)
  const foresee = async () => {
    await order({ why: '', isDryRun: true })
    return [said.willBe(`${document.percent} %`, `${wanted} %`)]
  }
  const act = async (why: string) => {
    change(await order({ why, isDryRun: false }))
    close()
  }
  const title = { percent: said.grayPercent, stop: said.grayStop, promote: said.grayPromote }[open]
  return (
    <ChangeForm
      said={said}
      title={title}
      foresee={foresee}
      act={act}
      close={close}
      word={said.confirm}
      subject={`${open} ${wanted}`}
    >
      {open === 'percent' && (
        <label>
          {said.grayPercent}
          <input
            type="number"
            min={0}
            max={100}
            value={percent}
            onInput={event => setPercent(event.currentTarget.valueAsNumber || 0)}
          />
        </label>
      )}
    </ChangeForm>
  )
}
