// Ends of turns and dialogs: given up, taken back, cancelled, erased.
import {
  lastOf,
  never,
  newId,
  nextOf,
  owner,
  resultOf,
  turnOf,
  writeOf,
} from '../../../perf/load/dialog-turns.js'
import type { MaskedTurn } from '../../../src/dialog/store/dialogs.js'
import { idShape } from '../../../src/ids.js'
import { answer, type ClaimThat } from './claim.js'

export function endClaims(claim: ClaimThat): void {
  claim('a cancelled turn is never stored', async (t, { dialogs }) => {
    const one = turnOf()
    const two = nextOf(one)
    const last = lastOf(await dialogs.begin(one, {}, never))
    await dialogs.begin(two, {}, never)
    t.match(await dialogs.cancel(one, owner), {
      result: 'cancelled',
      of: one.origin,
      next: { turnId: two.turnId },
    })
    t.match(await dialogs.cancel(one, owner), { result: 'cancelled' })
    t.equal((await dialogs.begin(one, {}, never)).kind, 'gone')
    t.equal((await dialogs.commit(writeOf(one, last), never)).kind, 'gone')
    t.same(await dialogs.readTurn(one, owner, never), { kind: 'gone' })
    t.equal((await dialogs.begin(two, {}, never)).kind, 'run')
  })

  claim('an answered turn cannot be cancelled, an unknown one is absent', async (t, { dialogs }) => {
    const turn = turnOf()
    await answer(dialogs, turn)
    t.equal((await dialogs.cancel(turn, owner)).result, 'already-answered')
    t.equal((await dialogs.cancel(nextOf(turn), owner)).result, 'absent')
    t.equal((await dialogs.cancel(turnOf(), owner)).result, 'absent')
  })

  claim('a retry of a cancelled turn is gone too', async (t, { dialogs }) => {
    const turn = turnOf({ key: 'k', textHash: 'h' })
    await dialogs.begin(turn, {}, never)
    await dialogs.cancel(turn, owner)
    t.equal((await dialogs.begin(nextOf(turn, { key: 'k', textHash: 'h' }), {}, never)).kind, 'gone')
  })

  claim('a forgotten dialog cannot be written, reopened or read', async (t, { dialogs }) => {
    const turn = turnOf({ key: 'k', textHash: 'h' })
    await answer(dialogs, turn)
    const late = nextOf(turn)
    const last = lastOf(await dialogs.begin(late, {}, never))
    t.equal(await dialogs.isErased(turn.dialogId), false)
    t.same(await dialogs.erase(turn.dialogId, owner), [])
    t.equal(await dialogs.isErased(turn.dialogId), true)
    t.equal(await dialogs.erase(turn.dialogId, owner), undefined)
    t.equal((await dialogs.commit(writeOf(late, last), never)).kind, 'gone')
    t.equal((await dialogs.begin(late, {}, never)).kind, 'gone')
    const reopening = { ...turn, turnId: newId() }
    t.equal((await dialogs.begin(reopening, {}, never)).kind, 'gone')
    t.equal((await dialogs.commit(writeOf(reopening, ''), never)).kind, 'gone')
    t.equal(await dialogs.read(turn.dialogId, owner, never), undefined)
    t.same(await dialogs.readTurn(turn, owner, never), { kind: 'gone' })
  })

  claim('an erased dialog looks like an unknown one to other customers', async (t, { dialogs }) => {
    const turn = turnOf()
    await answer(dialogs, turn)
    await dialogs.erase(turn.dialogId, owner)
    const stranger = { ...turn, turnId: newId(), owner: newId() }
    t.same(await dialogs.readTurn(turn, stranger.owner, never), { kind: 'absent' })
    t.same(await dialogs.begin({ ...stranger, opens: false }, {}, never), { kind: 'absent' })
    t.same(await dialogs.begin(stranger, {}, never), { kind: 'absent' }, 'nor do they make it anew')
    t.same(await dialogs.commit(writeOf(stranger, ''), never), { kind: 'refused' })
    const ready = { ...stranger, ...resultOf(stranger, '一') }
    t.same(await dialogs.commitReady(ready, { first: true }, never), { kind: 'refused' })
    t.same(await dialogs.readTurn(turn, owner, never), { kind: 'gone' }, 'the mark still stands')
    await dialogs.watch(turn.dialogId, newId())
    t.equal(await dialogs.isErased(turn.dialogId), true)
  })

  claim('the newest 200 cancelled turns are remembered', async (t, { dialogs }) => {
    const open = turnOf()
    const turns = [open, ...Array.from({ length: 200 }, () => nextOf(open))]
    await answer(dialogs, nextOf(open, { opens: true }))
    for (const turn of turns) {
      await dialogs.begin(turn, { first: true }, never)
      await dialogs.cancel(turn, owner)
    }
    const kindOf = async (turn: MaskedTurn | undefined) =>
      turn && (await dialogs.readTurn(turn, owner, never)).kind
    t.equal(await kindOf(turns[0]), 'absent')
    t.equal(await kindOf(turns[1]), 'gone')
    t.equal(await kindOf(turns[200]), 'gone')
  })

  claim('forgetting names the promised turns that are not answered', async (t, { dialogs }) => {
    const one = turnOf()
    const [two, three] = [nextOf(one), nextOf(one)]
    for (const turn of [one, two, three]) await dialogs.begin(turn, {}, never)
    for (const turn of [one, three]) await dialogs.begin(turn, { acknowledged: { traceparent: '' } }, never)
    const promised = await dialogs.erase(one.dialogId, owner)
    t.same(new Set(promised), new Set([one.turnId, three.turnId]))
  })

  claim(
    'a dialog that ended by itself was not forgotten',
    async (t, { dialogs, pass }) => {
      const turn = turnOf()
      await answer(dialogs, turn)
      await pass(100)
      t.equal(await dialogs.isErased(turn.dialogId), false)
      t.equal(await dialogs.isErased(newId()), false)
    },
    { ttlMs: 80 },
  )

  claim('the live dialogs of an owner are found among all others', async (t, { dialogs }) => {
    const processId = newId()
    const open = () => turnOf({ owner: processId, dialogId: dialogs.idFor(processId, newId()) })
    const mine = [open(), open(), open()]
    for (const turn of [...mine, turnOf(), turnOf()]) await answer(dialogs, turn)
    await dialogs.erase(mine[2]?.dialogId ?? '', processId)
    const found = new Set<string>()
    for await (const dialogId of dialogs.ownedBy(processId)) found.add(dialogId)
    t.same(found, new Set(mine.slice(0, 2).map(turn => turn.dialogId)))
  })

  claim('a new dialog has an id of its own, which follows from the digits given', async (t, { dialogs }) => {
    const [one, two] = [newId(), newId()]
    const id = dialogs.idFor(owner, one)
    t.match(id, idShape)
    t.equal(dialogs.idFor(owner, one), id)
    t.not(dialogs.idFor(owner, two), id)
  })

  claim('writes name the watchers of a dialog', async (t, { dialogs }) => {
    const turn = turnOf()
    const [first, second] = [newId(), newId()]
    await dialogs.begin(turn, {}, never)
    await dialogs.watch(turn.dialogId, first)
    await dialogs.watch(turn.dialogId, second)
    await dialogs.watch(turn.dialogId, second)
    t.same((await answer(dialogs, turn)).watchers, [first, second])
    await dialogs.unwatch(turn.dialogId, first)
    t.same((await answer(dialogs, nextOf(turn))).watchers, [second])
    await dialogs.unwatch(turn.dialogId, second)
    const next = nextOf(turn)
    t.match(await dialogs.commitReady({ ...next, ...resultOf(next, '三') }, {}, never), {
      kind: 'done',
      watchers: [],
    })
  })

  claim('a dialog that does not exist has no watchers', async (t, { dialogs }) => {
    const turn = turnOf()
    await dialogs.watch(turn.dialogId, newId())
    t.equal(await dialogs.read(turn.dialogId, owner, never), undefined)
    t.same((await answer(dialogs, turn)).watchers, [])
  })
}
