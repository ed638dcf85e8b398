// Behaviour that every backend of Confirmations must show, together with the Dialogs and Handovers of the same store.
import type t from 'tap'
import { lastOf, limits, never, newId, nextOf, owner } from '../../perf/load/dialog-turns.js'
import { actOf, claimOf, wishOf } from '../../perf/load/seat-acts.js'
import {
  CONFIRMATIONS_KEPT,
  type ConfirmationEnd,
  type ConfirmationRef,
  type Confirmations,
  type Decider,
} from '../../src/dialog/store/confirmations.js'
import type { CommitWrite, Dialogs } from '../../src/dialog/store/dialogs.js'
import type { Handovers } from '../../src/dialog/store/handovers.js'
import type { DialogLimits } from '../../src/dialog/store/limits.js'
import type { Proposal, ProposedWrite } from '../../src/shop/proposal.js'
import { proposalOf, proposing } from '../support/dialog/proposals.js'

export interface ConfirmationBench {
  readonly dialogs: Pick<Dialogs, 'begin' | 'commit' | 'read' | 'erase'>
  readonly handovers: Handovers
  readonly confirmations: Confirmations
}

type Tap = Pick<typeof t, 'test' | 'equal' | 'same' | 'match'>

const customer: Decider = { kind: 'customer', owner }
const seat = { kind: 'seat', shop: 'main', sub: 's 1' } as const
const done: ConfirmationEnd = { state: 'done', result: { status: '已取消' } }
const LEASE_MS = 60_000

async function proposed({ dialogs }: ConfirmationBench, own: Partial<ProposedWrite> = {}) {
  const proposal = proposalOf(own)
  const write = proposing(proposal)
  await dialogs.commit(write, never)
  return { proposal, write, ref: refOf(write, proposal) }
}

/** Makes the next turn of the dialog propose this write. */
async function proposedNext({ dialogs }: ConfirmationBench, before: CommitWrite, proposal: Proposal) {
  const turn = nextOf(before)
  const builtOn = lastOf(await dialogs.begin(turn, {}, never))
  await dialogs.commit({ ...proposing(proposal, turn), builtOn }, never)
}

const refOf = ({ dialogId }: CommitWrite, { shown }: Proposal): ConfirmationRef => ({
  dialogId,
  confirmId: shown.confirmId,
})

async function stateOf(
  { confirmations }: ConfirmationBench,
  ref: ConfirmationRef,
  decider: Decider = customer,
) {
  const looked = await confirmations.look(ref, decider)
  return looked.kind === 'seen' ? looked.view.state : looked.kind
}

export function confirmationsContract(
  tap: Tap,
  make: (own: DialogLimits) => Promise<ConfirmationBench>,
): void {
  const claim = (title: string, run: (t: Tap, bench: ConfirmationBench) => Promise<void>) =>
    tap.test(title, async t => run(t, await make({ ...limits, keepTurns: 50 })))

  claim('a proposal is open from the commit of its turn on, and is in the history', async (t, bench) => {
    const { proposal, ref } = await proposed(bench)
    t.same(await bench.confirmations.look(ref, customer), {
      kind: 'seen',
      view: { owner, shown: proposal.shown, state: { kind: 'open', bond: proposal.bond } },
    })
    const view = await bench.dialogs.read(ref.dialogId, owner, never)
    t.same(view?.turns[0]?.answer.confirm, proposal.shown)
    t.equal(JSON.stringify(view).includes(proposal.bond.sealed), false, 'what is sealed does not')
  })

  claim('a confirmation is claimed once, and its end is written once', async (t, bench) => {
    const { confirmations } = bench
    const { ref } = await proposed(bench)
    const [first, second] = [newId(), newId()]
    t.equal(await confirmations.claim(ref, customer, { attempt: first, leaseMs: LEASE_MS }), true)
    t.equal(await confirmations.claim(ref, customer, { attempt: first, leaseMs: LEASE_MS }), true, 'repeated')
    t.equal(await confirmations.claim(ref, customer, { attempt: second, leaseMs: LEASE_MS }), false)
    t.same(await stateOf(bench, ref), { kind: 'executing', attempt: first, isLost: false })
    t.equal(await confirmations.settle(ref, second, done), false)
    t.equal(
      await confirmations.settle(ref, undefined, { state: 'refused' }),
      false,
      'it is not open any more',
    )
    t.equal(await confirmations.settle(ref, first, done), true)
    t.equal(await confirmations.settle(ref, first, done), true, 'repeated')
    t.equal(await confirmations.settle(ref, first, { state: 'unknown' }), false)
    t.equal(await confirmations.claim(ref, customer, { attempt: newId(), leaseMs: LEASE_MS }), false)
    t.same(await stateOf(bench, ref), { kind: 'ended', end: done })
  })

  claim('an open confirmation can be refused; then it cannot be claimed', async (t, bench) => {
    const { confirmations } = bench
    const { ref } = await proposed(bench)
    t.equal(await confirmations.settle(ref, newId(), done), false, 'nobody has claimed it')
    t.equal(await confirmations.settle(ref, undefined, { state: 'refused' }), true)
    t.equal(await confirmations.claim(ref, customer, { attempt: newId(), leaseMs: LEASE_MS }), false)
    t.same(await stateOf(bench, ref), { kind: 'ended', end: { state: 'refused' } })
  })

  claim('an expired confirmation cannot be claimed', async (t, bench) => {
    const { ref } = await proposed(bench, { ttlMs: 0 })
    t.same(await stateOf(bench, ref), { kind: 'expired' })
    t.equal(await bench.confirmations.claim(ref, customer, { attempt: newId(), leaseMs: LEASE_MS }), false)
  })

  claim(
    'a claim whose time is over is lost, and another may write that its end is unknown',
    async (t, bench) => {
      const { ref } = await proposed(bench)
      const attempt = newId()
      await bench.confirmations.claim(ref, customer, { attempt, leaseMs: 0 })
      t.same(await stateOf(bench, ref), { kind: 'executing', attempt, isLost: true })
      t.equal(await bench.confirmations.settle(ref, attempt, { state: 'unknown' }), true)
      t.equal(await bench.confirmations.settle(ref, attempt, done), false, 'what was told stays')
    },
  )

  claim('only its customer, or the seat that holds the dialog, can see a confirmation', async (t, bench) => {
    const { confirmations, handovers } = bench
    const { ref, proposal } = await proposed(bench, { by: 'seat' })
    const claimed = (decider: Decider) =>
      confirmations.claim(ref, decider, { attempt: newId(), leaseMs: LEASE_MS })
    const stranger: Decider = { kind: 'customer', owner: newId() }
    t.equal(await stateOf(bench, ref, stranger), 'absent')
    t.equal(await claimed(stranger), false)
    t.equal(await stateOf(bench, { ...ref, confirmId: newId() }), 'absent')
    t.equal(await stateOf(bench, { ...ref, dialogId: newId() }), 'absent')
    t.equal(await stateOf(bench, ref, seat), 'absent', 'nobody was asked for')
    await handovers.queue(wishOf(ref.dialogId))
    t.equal(await stateOf(bench, ref, seat), 'not-held')
    t.equal(await claimed(seat), false)
    const hold = claimOf(ref.dialogId, 's 1')
    await handovers.claim(hold)
    t.equal(await stateOf(bench, ref, { ...seat, sub: 's 2' }), 'not-held')
    t.equal(await stateOf(bench, ref, { ...seat, shop: 'other' }), 'absent')
    t.same(await confirmations.look(ref, seat), {
      kind: 'seen',
      view: { owner, shown: proposal.shown, state: { kind: 'open', bond: proposal.bond } },
    })
    await handovers.giveBack(actOf(hold), { reason: 'returned' })
    t.equal(await claimed(seat), false, 'not after it gave the dialog back')
  })

  claim('a new proposal of the tool takes the place of the open one, and of no other', async (t, bench) => {
    const { ref, write } = await proposed(bench)
    const other = proposalOf({ tool: 'change_address' })
    await proposedNext(bench, write, other)
    t.match(await stateOf(bench, ref), { kind: 'open' })
    const again = proposalOf()
    await proposedNext(bench, write, again)
    t.same(await stateOf(bench, ref), { kind: 'expired' })
    t.match(await stateOf(bench, refOf(write, other)), { kind: 'open' })
    t.match(await stateOf(bench, refOf(write, again)), { kind: 'open' })
  })

  claim('a commit that is refused proposes nothing', async (t, bench) => {
    const { write } = await proposed(bench)
    const proposal = proposalOf()
    const late = { ...proposing(proposal, nextOf(write)), builtOn: newId() }
    t.same((await bench.dialogs.commit(late, never)).kind, 'refused')
    t.equal(await stateOf(bench, refOf(write, proposal)), 'absent')
  })

  claim('a dialog remembers its newest confirmations, and they go with it', async (t, bench) => {
    const { ref, write } = await proposed(bench)
    const all = [ref]
    for (let i = 0; i < CONFIRMATIONS_KEPT; i++) {
      const proposal = proposalOf({ tool: `tool_${i}` })
      await proposedNext(bench, write, proposal)
      all.push(refOf(write, proposal))
    }
    const states = await Promise.all(all.map(one => stateOf(bench, one)))
    t.same(
      states.map(state => (typeof state === 'string' ? state : state.kind)),
      ['absent', ...all.slice(1).map(() => 'open')],
    )
    const [, kept = ref] = all
    const attempt = newId()
    await bench.confirmations.claim(kept, customer, { attempt, leaseMs: LEASE_MS })
    for (let i = 0; i < CONFIRMATIONS_KEPT; i++)
      await proposedNext(bench, write, proposalOf({ tool: `tool_${i}` }))
    t.match(await stateOf(bench, kept), { kind: 'executing' }, 'one that executes stays')
    t.equal(await stateOf(bench, all[2] ?? ref), 'absent')
    await bench.dialogs.erase(ref.dialogId, owner)
    t.equal(await bench.confirmations.settle(kept, attempt, done), false, 'also while it is executed')
    t.equal(await stateOf(bench, kept), 'absent')
  })
}
