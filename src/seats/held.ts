// Events of a dialog that a seat holds, for the seat's sockets in this process: the dialog is read after each write to
// it, and every few seconds.
import type { Watching } from '../dialog/follow/watching.js'
import type { DeskView } from '../dialog/store/handovers.js'
import type { DialogId, TurnId } from '../ids.js'

/** A message in a held dialog. */
export interface HeldMessage {
  readonly seq: number
  readonly from: 'customer' | 'bot' | 'seat'
  readonly text: string
  readonly at: number
  /** Of a customer's. */
  readonly turnId?: TurnId
}

export type HeldEvent =
  | ({ readonly kind: 'message' } & HeldMessage)
  /** The customer has waited long for an answer, or too long. */
  | { readonly kind: 'due'; readonly level: 'warn' | 'late'; readonly since: number }
  /** This claim holds the dialog no more. */
  | { readonly kind: 'over' }

export interface HeldOf {
  readonly dialogId: DialogId
  readonly claimId: string
  /** The view that the sockets got with the history. */
  readonly known: DeskView
}

export interface HeldDeps {
  read(dialogId: DialogId): Promise<DeskView | undefined>
  readonly watching: Pick<Watching, 'until'>
  readonly clock: { now(): number }
  readonly onError: (error: unknown) => void
}

const LOOK_MS = 2_000
/** Both times run from the customer's first unanswered message. */
const WARN_MS = 100_000
export const LATE_MS = 180_000

/** Reports the dialog's events until the claim has ended. Returns a function that stops this. */
export function followHeld(deps: HeldDeps, held: HeldOf, tell: (event: HeldEvent) => void): () => void {
  const stop = new AbortController()
  const news = createNews(held.known)
  const due = createDue(deps.clock)

  async function poll(): Promise<true | undefined> {
    const view = await deps.read(held.dialogId)
    if (stop.signal.aborted) return true
    if (view?.hold?.claimId !== held.claimId) {
      tell({ kind: 'over' })
      return true
    }
    for (const message of news(view)) tell({ kind: 'message', ...message })
    for (const event of due(view)) tell(event)
    return undefined
  }
  // A store that is away for a moment is asked again at the next look.
  const patient = () =>
    poll().catch(error => {
      deps.onError(error)
      return undefined
    })
  deps.watching
    .until({ dialogId: held.dialogId, everyMs: LOOK_MS, read: patient }, stop.signal)
    .catch(deps.onError)
  return () => stop.abort()
}

/** Finds the messages of a view that no earlier view had. A customer's unanswered message has the seq that it will get
 *  when it is answered, if none before it is cancelled. */
function createNews(known: DeskView): (view: DeskView) => HeldMessage[] {
  let seq = known.seq
  let told = new Set<TurnId>(known.unanswered.map(({ turnId }) => turnId))
  return view => {
    const answered = view.turns.filter(turn => turn.seq > seq).flatMap(turn => saidIn(turn, told))
    const waiting = view.unanswered.flatMap(({ turnId, text, at }, i) =>
      told.has(turnId) ? [] : [{ seq: view.seq + i + 1, from: 'customer', text, at, turnId } as const],
    )
    seq = view.seq
    told = new Set(view.unanswered.map(({ turnId }) => turnId))
    return [...answered, ...waiting]
  }
}

function saidIn(
  { turnId, seq, at, text, answer }: DeskView['turns'][number],
  told: ReadonlySet<TurnId>,
): HeldMessage[] {
  const asked = text === '' || told.has(turnId) ? [] : [{ seq, from: 'customer', text, at, turnId } as const]
  if (answer.saidBy !== undefined) return [{ seq, from: 'seat', text: answer.text, at }]
  // A person's answer to a turn follows as a message of its own.
  return answer.source === 'seat' ? asked : [...asked, { seq, from: 'bot', text: answer.text, at }]
}

function createDue(clock: HeldDeps['clock']): (view: DeskView) => HeldEvent[] {
  let since: number | undefined
  let told: ReadonlySet<string> = new Set()
  return ({ unanswered }) => {
    const first = unanswered[0]?.at
    if (first !== since) told = new Set()
    since = first
    if (first === undefined) return []
    const waitedMs = clock.now() - first
    const levels = [waitedMs >= WARN_MS ? 'warn' : '', waitedMs >= LATE_MS ? 'late' : ''] as const
    const events = levels.flatMap(level => (level === '' || told.has(level) ? [] : [level]))
    told = new Set([...told, ...events])
    return events.map(level => ({ kind: 'due', level, since: first }))
  }
}
