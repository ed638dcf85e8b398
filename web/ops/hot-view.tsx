// Hot answers: what is pinned and what was learned, and how to pin one more. Each change says why.
import { useState } from 'preact/hooks'
import { ProblemError } from '../client/problem-error.js'
import { ChangeForm } from './change-form.js'
import type { HotList, OpsServer, Pin, Versioned } from './server.js'
import { useStep } from './step.js'
import type { OpsWords } from './words.js'

interface HotProps {
  readonly hot: Versioned<HotList> | undefined
  readonly said: OpsWords
  readonly server: OpsServer
  readonly change: (hot: Versioned<HotList>) => void
}

const LEARNED_SHOWN = 20

export function Hot(props: HotProps) {
  const { hot, said } = props
  const [unpinned, setUnpinned] = useState<Pin>()
  const [isAdding, setAdding] = useState(false)
  if (hot === undefined) return null
  const { pinned, learned } = hot.value
  return (
    <section class="card hot" aria-labelledby="hot">
      <h2 id="hot">{said.hot}</h2>
      <h3>{said.pinned}</h3>
      {pinned.length === 0 && <p class="small">{said.none}</p>}
      <ul class="answers">
        {pinned.map(pin => (
          <li key={pin.question}>
            <Told pin={pin} said={said} />
            <button type="button" class="outlined" onClick={() => setUnpinned(pin)}>
              {said.unpin}
            </button>
          </li>
        ))}
      </ul>
      {unpinned && <PinForm {...props} hot={hot} removed={unpinned} close={() => setUnpinned(undefined)} />}
      {isAdding ? (
        <PinForm {...props} hot={hot} close={() => setAdding(false)} />
      ) : (
        <button type="button" class="outlined" onClick={() => setAdding(true)}>
          {said.addPin}
        </button>
      )}
      <h3>{said.learned}</h3>
      {learned.length === 0 && <p class="small">{said.none}</p>}
      <ul class="answers">
        {learned.slice(0, LEARNED_SHOWN).map(pin => (
          <li key={pin.question}>
            <Told pin={pin} said={said} />
          </li>
        ))}
      </ul>
      {learned.length > 0 && <Purge {...props} />}
    </section>
  )
}

function Told({ pin, said }: { readonly pin: Pin; readonly said: OpsWords }) {
  return (
    <p>
      <b>{pin.question}</b> <span class="small">{said.hits(pin.hits ?? 0)}</span>
      <br />
      {pin.answer}
    </p>
  )
}

interface PinFormProps extends HotProps {
  readonly hot: Versioned<HotList>
  /** The one to be taken out; without it one is added. */
  readonly removed?: Pin
  readonly close: () => void
}

function PinForm({ hot, said, server, change, removed, close }: PinFormProps) {
  const [question, setQuestion] = useState('')
  const [answer, setAnswer] = useState('')
  const pin = { question: question.trim(), answer: answer.trim() }
  const { pinned } = hot.value
  const others = pinned.filter(each => each.question !== (removed?.question ?? pin.question))
  const pins = removed ? others : [...others, pin]
  const isWhole = removed !== undefined || (pin.question !== '' && pin.answer !== '')
  const foresee = async () => {
    const { value } = await server.setPins(pins, { why: '', isDryRun: true }, hot.etag)
    const counts = said.willBe(said.pins(pinned.length), said.pins(value.pinned.length))
    return [removed ? `− ${removed.question}` : `+ ${pin.question} → ${pin.answer}`, counts]
  }
  const act = async (why: string) => {
    try {
      change(await server.setPins(pins, { why, isDryRun: false }, hot.etag))
      close()
    } catch (error) {
      if (!(error instanceof ProblemError) || error.status !== 412) throw error
      change(await server.hot())
      throw new ProblemError({ detail: said.conflict }, 412)
    }
  }
  return (
    <ChangeForm
      said={said}
      foresee={foresee}
      act={act}
      close={close}
      word={removed ? said.unpin : said.pin}
      title={removed ? `${said.unpin}：${removed.question}` : said.addPin}
      subject={isWhole ? JSON.stringify([pins, hot.etag]) : ''}
    >
      {!removed && (
        <>
          <Field name={said.question} value={question} set={setQuestion} />
          <Field name={said.answer} value={answer} set={setAnswer} />
        </>
      )}
    </ChangeForm>
  )
}

interface FieldProps {
  readonly name: string
  readonly value: string
  readonly set: (value: string) => void
}

function Field({ name, value, set }: FieldProps) {
  return (
    <label>
      {name}
      <input required value={value} onInput={event => set(event.currentTarget.value)} />
    </label>
  )
}

function Purge({ said, server, change }: HotProps) {
  const { isBusy, fault, run } = useStep(said.fault)
  const purge = async () => {
    await server.purge()
    change(await server.hot())
  }
  return (
    <div>
      <p class="small">{said.purgeHelp}</p>
      {fault !== undefined && <p class="fault">{fault}</p>}
      <button type="button" class="outlined" disabled={isBusy} onClick={() => void run(purge)}>
        {said.purge}
      </button>
    </div>
  )
}
