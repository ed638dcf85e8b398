// The gray release of the cluster in this process: it chooses the release's customers, counts the outcomes of turns,
// and, in one process of the cluster, takes the looks that end the release. Counters that could not be exchanged are
// dropped, those of both sides alike.
import { type Changed, type ChangeOrder, type Document, OWN_NAME } from '../documents/document.js'
import { watchClusterDocument } from '../documents/in-force.js'
import { Problem } from '../problem.js'
import { encodeMessage } from '../prompt/fragment.js'
import type { Settings } from '../settings/settings.js'
import { repeat } from '../timers.js'
import { type GrayDocumentType, type GrayRelease, settled } from './gray-document.js'
import { RECENT } from './judge.js'
import { isCanary, type Sided } from './side.js'
import type { GrayTallies } from './tallies.js'
import { countsOf, type VendorTurn } from './tally.js'
import type { Variant } from './variant.js'
import { isWatched, lookDue, nextState, type Seen, type Settlement } from './watch.js'

export interface Gray {
  /** The release's variant for its customers; undefined for the others. */
  variantOf(customer: Sided): Variant | undefined
  /** Counts a turn for which the vendor was asked. `name` is that of the release, undefined for the stable side. */
  turned(name: string | undefined, turn: VendorTurn): void
  /** Counts a customer who asked for a person, rated an answer, or rated it badly. */
  noted(name: string | undefined, what: 'handoffs' | 'rated' | 'disliked'): void
  release(): GrayRelease
  /** The cluster's counters of the last exchange; undefined while no release is watched. */
  seen(): Seen | undefined
  /** Gives a release that is better or the same to everybody. Throws as changes of documents do. */
  promote(order: ChangeOrder): Promise<Changed<GrayRelease>>
  /** Calls the listener, in every process, when the release of this name has ended for its customers or begins anew. */
  onEnded(listener: (name: string) => void): void
  /** Exchanges counters now instead of within a second. */
  check(): Promise<void>
  close(): Promise<void>
}

export interface GrayDeps {
  readonly settings: Pick<Settings, 'watch'>
  readonly type: GrayDocumentType
  readonly document: Pick<Document<GrayRelease>, 'edit'>
  readonly tallies: GrayTallies
  /** True in the one process that does the cluster's work. */
  mayWork(): boolean
  /** Called in the process that stored the verdict. */
  onVerdict(change: Changed<GrayRelease>): void
  onError(error: unknown): void
  /** Called when a stored release cannot be read. */
  onStray(topic: string): void
}

/** Another process or an operator changed the release first. */
class Superseded extends Error {}

/** `exchangeMs`: interval of exchanging counters and checking the hard trip. `lookMs`: interval of judging a
 *  release. */
export interface GrayPace {
  readonly exchangeMs: number
  readonly lookMs: number
}

export function createGray(deps: GrayDeps, { exchangeMs, lookMs }: GrayPace): Gray {
  const { type, document, tallies, mayWork, onVerdict, onError } = deps
  let release: GrayRelease = type.start
  let variant: Variant | undefined
  let counts: Record<string, number> = {}
  let recent = ''
  let seen: Seen | undefined
  let lastLook = 0
  const listeners: ((name: string) => void)[] = []
  watchClusterDocument({ settings: deps.settings, type, onStray: deps.onStray }, next => {
    if (next.run !== release.run) {
      counts = {}
      recent = ''
      seen = undefined
      lastLook = 0
    }
    const before = { run: release.run, variant }
    release = next
    variant = variantOf(next)
    const isEnded = variant === undefined || next.run !== before.run
    if (before.variant !== undefined && isEnded) for (const tell of listeners) tell(before.variant.name)
  })

  const sideOf = (name: string | undefined) => (name === release.name ? 'c' : 's')
  function raise(side: 's' | 'c', name: string): void {
    const key = `${side}:${name}`
    counts[key] = (counts[key] ?? 0) + 1
  }

  async function exchange(): Promise<void> {
    if (!isWatched(release)) return
    const { run } = release
    const news = { counts, recent }
    counts = {}
    recent = ''
    const sums = await tallies.exchange(run, news)
    if (run !== release.run) return
    seen = sums
    const look = lookDue(sums.elapsedMs, { everyMs: lookMs, last: lastLook })
    const isLook = look !== lastLook
    lastLook = look
    const next = mayWork() ? nextState(release, sums, isLook) : undefined
    if (next) await settle(run, next)
  }

  async function settle(run: string, { state, finding }: Settlement): Promise<void> {
    const why = finding ? `${finding.metric}: ${finding.canary} against ${finding.stable}` : state
    const order = { shop: '*', by: OWN_NAME, why, ifMatch: undefined, isDryRun: false }
    try {
      const changed = await document.edit(order, present => {
        if (present.run !== run || !isWatched(present)) throw new Superseded()
        return settled(present, state, finding)
      })
      onVerdict(changed)
    } catch (error) {
      if (!(error instanceof Superseded)) throw error
    }
  }

  const exchanging = repeat(() => exchange().catch(onError), exchangeMs)

  return {
    variantOf: customer => (variant !== undefined && isCanary(customer, release) ? variant : undefined),
    turned(name, turn) {
      if (!isWatched(release)) return
      const side = sideOf(name)
      for (const counted of countsOf(turn)) raise(side, counted)
      if (side === 'c') recent = (recent + (turn.isFailed ? '1' : '0')).slice(-RECENT)
    },
    noted(name, what) {
      if (isWatched(release)) raise(sideOf(name), what)
    },
    release: () => release,
    seen: () => (isWatched(release) ? seen : undefined),
    promote: order =>
      document.edit(order, present => {
        if (present.state !== 'better' && present.state !== 'same') throw notJudged(present)
        return settled(present, 'promoted', present.finding)
      }),
    onEnded: listener => void listeners.push(listener),
    check: exchanging.now,
    close: exchanging.close,
  }
}

function notJudged({ state }: GrayRelease): Problem {
  const message = `is ${state}: only a release that was found better or the same can be promoted`
  return new Problem('invalid-field', { errors: [{ field: '/state', message }] })
}

/** Undefined while the release has no customers. */
function variantOf(release: GrayRelease): Variant | undefined {
  const { name, percent, state } = release
  if (percent === 0) return undefined
  const { prompt, model, temperature, max_tokens: maxTokens, vendor } = release.variant
  return {
    name,
    isOnTrial: state !== 'promoted',
    ...(prompt !== undefined && { system: encodeMessage('system', prompt) }),
    ...(model !== undefined && { model }),
    ...(temperature !== undefined && { temperature }),
    ...(maxTokens !== undefined && { maxTokens }),
    ...(vendor !== undefined && { vendor }),
  }
}
