// Promised turns, and the processes that run them when their own has gone.
import { lastOf, never, newId, nextOf, owner, turnOf, writeOf } from '../../../perf/load/dialog-turns.js'
import type { ClaimThat } from './claim.js'

export function promiseClaims(claim: ClaimThat): void {
  const acknowledged = { traceparent: '00-trace' }

  claim('an acknowledged head is not skipped but adopted, text and all', async (t, { dialogs }) => {
    const turn = turnOf({ shop: '店 a/b', key: 'k', textHash: 'h', text: '退货\n怎么办' })
    const two = nextOf(turn, { origin: newId() })
    await dialogs.begin(turn, {}, never)
    await dialogs.begin(two, {}, never)
    await dialogs.begin(turn, { acknowledged }, never)
    const head = { turnId: turn.turnId, origin: turn.origin }
    t.same(await dialogs.begin(two, { skip: head }, never), { kind: 'orphan', head })
    t.same(await dialogs.adopt(turn, newId(), two.origin), { kind: 'held', of: turn.origin })
    const orphan = { ...turn, ...acknowledged, origin: two.origin, opens: false, tries: 1 }
    for (let i = 0; i < 2; i++) {
      t.same(await dialogs.adopt(turn, turn.origin, two.origin), { kind: 'yours', turn: orphan })
    }
    t.same(await dialogs.begin(turn, {}, never), { kind: 'wait', behind: turn.turnId, of: two.origin })
    const last = lastOf(await dialogs.begin(orphan, {}, never))
    t.match(await dialogs.commit(writeOf(orphan, last), never), {
      kind: 'done',
      next: { turnId: two.turnId },
    })
    t.match(await dialogs.begin(turn, {}, never), { kind: 'done', turn: { text: turn.text } })
    t.same(await dialogs.adopt(turn, two.origin, newId()), { kind: 'over' })
  })

  claim('an acknowledged turn that its origin lost is given back to run', async (t, { dialogs }) => {
    const turn = turnOf()
    await dialogs.begin(turn, { acknowledged }, never)
    t.same(await dialogs.abandon(turn, turn.origin), {
      orphan: { ...turn, ...acknowledged, opens: false, tries: 1 },
    })
    t.equal((await dialogs.begin(turn, {}, never)).kind, 'run')
  })

  claim(
    'how often a promised turn came back is counted, whichever process it went to',
    async (t, { dialogs }) => {
      const turn = turnOf({ key: 'k', textHash: 'h' })
      const other = newId()
      await dialogs.begin(turn, { acknowledged }, never)
      t.match(await dialogs.abandon(turn, turn.origin), { orphan: { tries: 1 } })
      t.match(await dialogs.adopt(turn, turn.origin, other), { turn: { tries: 2 } })
      t.match(await dialogs.adopt(turn, turn.origin, other), { turn: { tries: 2 } }, 'the same adoption')
      t.match(await dialogs.takeBack(turn, other), { orphan: { tries: 3 } })
      await dialogs.cancel(turn, owner)
      t.same(await dialogs.abandon(turn, other), {})
    },
  )

  claim('a promised turn keeps its first deadline over all tries', async (t, { dialogs, pass }) => {
    const turn = turnOf({ shop: '123', text: '退货 5\n怎么办' })
    const leftOf = (orphan: { readonly leftMs?: number } | undefined) => orphan?.leftMs ?? Number.NaN
    await dialogs.begin(turn, { acknowledged: { ...acknowledged, leftMs: 50.4 } }, never)
    await pass(20)
    const back = await dialogs.abandon(turn, turn.origin)
    t.match(back, { orphan: { text: turn.text, shop: '123' } })
    const first = leftOf(back.orphan)
    t.ok(first <= 31, `${first} ms`)
    await dialogs.begin(turn, { acknowledged: { ...acknowledged, leftMs: 60_000 } }, never)
    await pass(50)
    const adopted = await dialogs.adopt(turn, turn.origin, newId())
    const second = adopted.kind === 'yours' ? leftOf(adopted.turn) : Number.NaN
    t.ok(second <= first - 49 && second < 0, `${second} ms: promised again, it has no more time`)
  })

  claim('a turn that got a 503 is taken back, promise and all', async (t, { dialogs }) => {
    const turn = turnOf()
    await dialogs.begin(turn, { acknowledged }, never)
    await dialogs.takeBack(turn, turn.origin)
    t.same(await dialogs.adopt(turn, turn.origin, newId()), { kind: 'over' })
    t.same(await dialogs.readTurn(turn, owner, never), { kind: 'absent' })
    t.equal((await dialogs.begin(nextOf(turn), {}, never)).kind, 'run')
  })

  claim('a turn whose key was retried and promised elsewhere is not taken back', async (t, { dialogs }) => {
    const turn = turnOf({ key: 'k', textHash: 'h' })
    await dialogs.begin(turn, {}, never)
    const retry = nextOf(turn, { key: 'k', textHash: 'h' })
    const joined = await dialogs.begin(retry, { acknowledged }, never)
    t.match(joined, { kind: 'joined', turnId: turn.turnId })
    await dialogs.begin({ ...turn, origin: retry.origin }, { acknowledged }, never)
    t.match(await dialogs.takeBack(turn, turn.origin), { orphan: { turnId: turn.turnId, key: 'k' } })
    t.match(await dialogs.readTurn(turn, owner, never), { kind: 'pending', origin: turn.origin })
    t.equal((await dialogs.begin(turn, {}, never)).kind, 'run')
  })

  claim('an unacknowledged turn cannot be adopted', async (t, { dialogs }) => {
    const turn = turnOf()
    await dialogs.begin(turn, {}, never)
    t.same(await dialogs.adopt(turn, turn.origin, newId()), { kind: 'over' })
  })

  claim('acknowledging for a turn of another process leaves it there', async (t, { dialogs }) => {
    const turn = turnOf()
    await dialogs.begin(turn, {}, never)
    await dialogs.begin({ ...turn, origin: newId() }, { acknowledged }, never)
    t.same(await dialogs.readTurn(turn, owner, never), { kind: 'pending', origin: turn.origin, mode: 'bot' })
    t.match(await dialogs.abandon(turn, turn.origin), { orphan: { turnId: turn.turnId } })
  })

  claim('a full mailbox still keeps its promise to a turn that waits', async (t, { dialogs }) => {
    const one = turnOf()
    const waiting = [nextOf(one), nextOf(one), nextOf(one)]
    for (const turn of [one, ...waiting]) await dialogs.begin(turn, {}, never)
    for (const turn of waiting) t.equal((await dialogs.begin(turn, { acknowledged }, never)).kind, 'wait')
  })
}
