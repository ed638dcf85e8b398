// The form of every switch: what will happen is tried without effect and said first, then the reason is asked for.
import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { faultOf, useStep } from './step.js'
import type { OpsWords } from './words.js'

interface ChangeFormProps {
  readonly said: OpsWords
  readonly title: string
  /** On the button that does it. */
  readonly word: string
  /** The thing to change; another one is tried again. '' while it is not whole. */
  readonly subject: string
  /** Tries it without effect and says what it would do, a line each. */
  readonly foresee: () => Promise<readonly string[]>
  readonly act: (why: string) => Promise<void>
  readonly close: () => void
  readonly children?: ComponentChildren
}

/** A change being written is not yet tried. */
const QUIET_MS = 300
const WHY_MAX = 200

export function ChangeForm({ said, title, word, subject, foresee, act, close, children }: ChangeFormProps) {
  const [why, setWhy] = useState('')
  const { isBusy, fault, run } = useStep(said.fault)
  const foreseen = useForesight(subject, foresee, said.fault)
  return (
    <form
      class="change"
      onSubmit={event => {
        event.preventDefault()
        void run(() => act(why.trim()))
      }}
    >
      <h3>{title}</h3>
      {children}
      <ul class="foreseen" aria-live="polite">
        {foreseen.lines?.map(line => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <label>
        {said.why}
        <input
          required
          maxLength={WHY_MAX}
          value={why}
          placeholder={said.whyHelp}
          onInput={event => setWhy(event.currentTarget.value)}
        />
      </label>
      {(fault ?? foreseen.fault) !== undefined && (
        <p class="fault" role="alert">
          {fault ?? foreseen.fault}
        </p>
      )}
      <div class="ends">
        <button
          type="submit"
          class="solid"
          disabled={isBusy || foreseen.lines === undefined || why.trim() === ''}
        >
          {word}
        </button>
        <button type="button" class="outlined" onClick={close}>
          {said.cancel}
        </button>
      </div>
    </form>
  )
}

interface Foresight {
  /** Undefined until it was tried. */
  readonly lines?: readonly string[]
  readonly fault?: string
}

function useForesight(
  subject: string,
  foresee: () => Promise<readonly string[]>,
  otherwise: string,
): Foresight {
  const [foresight, setForesight] = useState<Foresight>({})
  // Tried anew for another subject, not at each drawing.
  useEffect(() => {
    setForesight({})
    if (subject === '') return undefined
    let isCurrent = true
    const show = (next: Foresight) => isCurrent && setForesight(next)
    const timer = setTimeout(
      () =>
        foresee().then(
          lines => show({ lines }),
          error => show({ fault: faultOf(error, otherwise) }),
        ),
      QUIET_MS,
    )
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [subject])
  return foresight
}
