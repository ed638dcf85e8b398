// A decision about a write that was proposed, from the tap to what became of it. The claim comes before the call and the
// end after it, each one step of the dialog's record, so that the shop gets a write once, however often it is confirmed
// and whichever process dies. A process that finds an expired claim reports the end as unknown and looks the thing up.
import type { Clock } from '../clock.js'
import { Problem } from '../problem.js'
import type { Card } from '../shop/card.js'
import type { ResultItem } from '../shop/pick-result.js'
import type { Proposals, ProposedCall } from '../shop/proposals.js'
import { readerFor } from '../shop/reader-for.js'
import type { ToolSet } from '../shop/tool.js'
import type { ToolCaller } from '../shop/tool-caller.js'
import type { OnBehalfOf } from '../shop/tool-request.js'
import type { ToolWriter } from '../shop/tool-writer.js'
import type {
  ConfirmationEnd,
  ConfirmationRef,
  Confirmations,
  ConfirmationView,
} from './store/confirmations.js'

/** The decider: the dialog's customer, or the seat that holds it. */
export type DecidingPerson =
  | {
      readonly kind: 'customer'
      readonly owner: string
      readonly uid: string
      readonly shop: string
      readonly ref?: string | undefined
    }
  | { readonly kind: 'seat'; readonly sub: string; readonly shop: string }

export interface DecisionOrder extends ConfirmationRef {
  readonly by: DecidingPerson
  readonly decision: 'yes' | 'no'
  readonly traceId: string
  /** Of the decision, which the calls to the shop are part of. */
  readonly traceparent: string
}

/** A decision that had its effect, as it is counted and put on record: values never. */
export interface DecisionRecord extends Pick<DecisionOrder, 'by' | 'decision' | 'dialogId' | 'traceId'> {
  readonly tool: string
  readonly state: ConfirmationEnd['state']
  /** Keyed hash of the dialog's customer. */
  readonly owner: string
}

export interface Confirming {
  /** Says how the confirmation ended; asked again, the same. Throws Problem 'not-found', 'not-held', 'forbidden' (it is
   *  another's to confirm), 'confirm-expired', 'gone' (erased meanwhile), 'store-away'. */
  decide(order: DecisionOrder): Promise<ConfirmationEnd>
}

export interface ConfirmingDeps {
  readonly confirmations: Confirmations
  readonly proposals: Pick<Proposals, 'open'>
  tools(): ToolSet
  readonly caller: Pick<ToolCaller, 'read' | 'forget'>
  readonly writer: ToolWriter
  mask(text: string): Promise<string>
  /** A card as customers may see it; `mask` is for its texts. */
  maskCard(card: Card, mask: ConfirmingDeps['mask']): Promise<Card>
  readonly clock: Clock
  /** Never jumps. */
  readonly steady: Clock
  pause(ms: number): Promise<void>
  /** 32 random hex digits. */
  newId(): string
  onDecision(decision: DecisionRecord): void
}

/** From the claim to the call, and from its end to the record's. A process that is slower sends nothing. */
const SLACK_MS = 1_000
/** How often the record is looked at while another process or tap has the claim. */
const LOOK_AGAIN_MS = 100
/** The end of a write is worth a few tries. */
const SETTLE_TRIES = 5
const SETTLE_AGAIN_MS = 250

export function createConfirming(deps: ConfirmingDeps): Confirming {
  const { confirmations, steady } = deps

  async function look(order: DecisionOrder): Promise<ConfirmationView> {
    const looked = await confirmations.look(order, order.by)
    if (looked.kind === 'seen') return looked.view
    throw new Problem(looked.kind === 'absent' ? 'not-found' : 'not-held')
  }

  /** The end as it stands afterwards: what another has written meanwhile counts. Undefined when nothing has ended. */
  async function settle(order: Decided, attempt: string | undefined, end: ConfirmationEnd) {
    const isKept = await settled(order, attempt, end)
    const looked = isKept ? undefined : await confirmations.look(order, order.by)
    if (looked?.kind === 'seen') return endedIn(looked.view)
    const { by, decision, dialogId, traceId } = order
    const { owner, shown } = order.view
    deps.onDecision({ by, decision, dialogId, traceId, owner, tool: shown.tool, state: end.state })
    // The dialog was erased, or left by the seat, while its write was under way.
    if (looked) throw new Problem(looked.kind === 'absent' ? 'gone' : 'not-held')
    return end
  }

  async function settled(order: ConfirmationRef, attempt: string | undefined, end: ConfirmationEnd) {
    for (let tries = 1; ; tries++) {
      try {
        return await confirmations.settle(order, attempt, end)
      } catch (away) {
        if (attempt === undefined || tries === SETTLE_TRIES) throw away
        await deps.pause(SETTLE_AGAIN_MS)
      }
    }
  }

  /** Undefined when somebody else has claimed it meanwhile. */
  async function execute(order: Decided): Promise<ConfirmationEnd | undefined> {
    const { view, by } = order
    if (view.state.kind !== 'open') return undefined
    const { owner, shown, state } = view
    const call = deps.proposals.open({ shown, bond: state.bond }, { owner, shop: by.shop })
    const uid = by.kind === 'customer' ? by.uid : call?.uid
    if (call === undefined || uid === undefined) return settle(order, undefined, { state: 'failed' })
    const attempt = deps.newId()
    const since = steady.now()
    const leaseMs = call.tool.timeoutMs + 2 * SLACK_MS
    if (!(await confirmations.claim(order, by, { attempt, leaseMs }))) return undefined
    const isLate = steady.now() - since > SLACK_MS
    const { dialogId, traceparent } = order
    const ref = by.kind === 'customer' ? by.ref : undefined
    const who = { uid, owner, shop: by.shop, dialogId, ref, traceparent }
    return settle(order, attempt, isLate ? { state: 'failed' } : await sentFor(who, order, call))
  }

  async function sentFor(who: OnBehalfOf, order: Decided, call: ProposedCall): Promise<ConfirmationEnd> {
    const { traceId, confirmId: key } = order
    const { linkHosts } = deps.tools()
    const { effect, item } = await deps.writer.write({ ...call, who, key, linkHosts, traceId })
    // Data read before the write may be true no more.
    deps.caller.forget(who)
    if (effect === 'unknown') return { state: 'unknown', ...(await lookedUp(who, order, starring(call))) }
    return { state: effect, ...(await shownOf(item, starring(call))) }
  }

  /** The thing as the shop has it now, where a tool reads it. */
  async function lookedUp(who: OnBehalfOf, { view, traceId }: Decided, mask: ConfirmingDeps['mask']) {
    const { tools, linkHosts } = deps.tools()
    const found = readerFor(tools, who.shop, view.shown)
    if (found === undefined) return {}
    const deadlineAt = deps.clock.now() + found.tool.timeoutMs
    const result = await deps.caller.read({ ...found, who, linkHosts, traceId, deadlineAt })
    return result.kind === 'ok' ? shownOf(result.items[0], mask) : {}
  }

  /** Masks what a reply repeats of the customer's values, however little of them a rule would find there. */
  function starring({ values = [] }: ProposedCall): ConfirmingDeps['mask'] {
    return text =>
      deps.mask(values.reduce((rest, { value, stars }) => rest.replaceAll(value, () => stars), text))
  }

  async function shownOf(
    item: ResultItem | undefined,
    mask: ConfirmingDeps['mask'],
  ): Promise<Omit<ConfirmationEnd, 'state'>> {
    if (item === undefined) return {}
    const fields = Object.entries(item.fields).map(
      async ([name, value]) => [name, typeof value === 'string' ? await mask(value) : value] as const,
    )
    const result = Object.fromEntries(await Promise.all(fields))
    return {
      ...(Object.keys(result).length > 0 && { result }),
      ...(item.card && { card: await deps.maskCard(item.card, mask) }),
    }
  }

  /** A lost claim has no end, and will get none by itself. */
  async function lost(order: Decided, attempt: string): Promise<ConfirmationEnd | undefined> {
    const { by, view, dialogId, traceparent } = order
    // A seat does not know the customer, and what was sealed went with the claim.
    const found =
      by.kind === 'customer'
        ? await lookedUp({ ...by, owner: view.owner, dialogId, traceparent }, order, deps.mask)
        : undefined
    return settle(order, attempt, { state: 'unknown', ...found })
  }

  /** One look and what follows from it. Undefined: look again. */
  async function step(order: Decided): Promise<ConfirmationEnd | undefined> {
    const { view, by, decision } = order
    switch (view.state.kind) {
      case 'ended':
        return view.state.end
      case 'expired':
        throw new Problem('confirm-expired')
      case 'executing':
        if (view.state.isLost) return lost(order, view.state.attempt)
        await deps.pause(LOOK_AGAIN_MS)
        return undefined
      case 'open':
        // A customer may always decline.
        if (view.shown.by !== by.kind && (decision === 'yes' || by.kind === 'seat'))
          throw new Problem('forbidden')
        return decision === 'no' ? settle(order, undefined, { state: 'refused' }) : execute(order)
    }
  }

  return {
    async decide(order) {
      for (;;) {
        const end = await step({ ...order, view: await look(order) })
        if (end !== undefined) return end
      }
    },
  }
}

/** A decision and what was seen of its confirmation. */
interface Decided extends DecisionOrder {
  readonly view: ConfirmationView
}

function endedIn({ state }: ConfirmationView): ConfirmationEnd | undefined {
  return state.kind === 'ended' ? state.end : undefined
}
