import t from 'tap'
import { createActors } from '../../src/dialog/actors.js'
import { createNewTurns } from '../../src/dialog/new-turn.js'
import { runTurn } from '../../src/dialog/run-turn.js'
import type { Entry } from '../../src/dialog/tickets.js'
import type { TurnPorts } from '../../src/dialog/turn.js'
import { newId, turnOf } from './samples.js'

/** What a turn meets that runs no further than its place: where the store says it stands. */
function portsTo(enter: TurnPorts['tickets']['enter']): TurnPorts {
  const asked = { scope: { shop: 'main', promptVersion: '', variant: '' }, form: '', isFree: false as const }
  const ports: Partial<TurnPorts> = {
    clock: { now: () => 1 },
    level: () => 0,
    audit: () => {},
    load: { enter: () => {}, leave: () => {} },
    blocked: { instead: () => undefined, passed: made => made },
    origin: newId(),
    known: { look: () => ({ asked, draft: undefined, isPaid: true, isNumbered: false }) },
  }
  const offload = { prepare: async () => ({ masked: 'x', fragment: '', hits: [], matches: [] }) }
  const responder = { matchesWanted: () => 0, ready: () => undefined }
  return { ...ports, offload, responder, tickets: { enter } } as unknown as TurnPorts
}

const newTurns = createNewTurns({
  clock: { now: () => 1 },
  actors: createActors({ count: 1, mailboxMax: 8 }),
  keyedHash: newId,
  newId,
})

const sink = { accepted: () => {}, delta: () => {}, end: () => {}, fail: () => {} }
const orphanOf = () => newTurns.fromOrphan({ ...turnOf({ opens: false }), traceparent: '' }, sink, 1_000).turn

t.test('a turn that another process promised may have been stored since: the store looks for it', async t => {
  const tries: (boolean | undefined)[] = []
  const stored = { turnId: newId(), seq: 4, at: 1, text: 'x', answer: { text: 'y', source: 'llm', level: 0 } }
  const reply = await runTurn(
    orphanOf(),
    portsTo(async (_turn, { first }) => {
      tries.push(first)
      return { at: 'done', turn: stored, watchers: [] } as Entry
    }),
  )
  t.same(tries, [false])
  t.equal(reply.turn.seq, 4)
})

t.test('a promised turn whose dialog is gone opens no other', async t => {
  for (const at of ['gone', 'absent'] as const) {
    const end = await runTurn(
      orphanOf(),
      portsTo(async () => ({ at })),
    ).catch(error => error)
    t.match(end, { kind: 'gone' })
  }
})
