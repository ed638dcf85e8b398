// The compare of every commit.
import { lastOf, never, newId, nextOf, owner, turnOf, writeOf } from '../../../perf/load/dialog-turns.js'
import { answer, type ClaimThat, stored } from './claim.js'

export function fenceClaims(claim: ClaimThat): void {
  claim('a commit built on an older write is refused and may begin again', async (t, { dialogs }) => {
    const one = turnOf()
    const two = nextOf(one)
    const stale = lastOf(await dialogs.begin(one, {}, never))
    const skip = { turnId: one.turnId, origin: one.origin }
    const last = lastOf(await dialogs.begin(two, { skip }, never))
    t.equal(last, stale)
    stored(await dialogs.commit(writeOf(two, last), never))
    t.equal((await dialogs.commit(writeOf(one, stale), never)).kind, 'refused')
    const again = await dialogs.begin(one, {}, never)
    t.match(again, { kind: 'run', past: { n: 1 } })
    t.match(await dialogs.commit(writeOf(one, lastOf(again)), never), { kind: 'done', turn: { seq: 2 } })
  })

  claim('every write has a fresh last', async (t, { dialogs }) => {
    const turn = turnOf()
    await answer(dialogs, turn)
    const last = lastOf(await dialogs.begin(nextOf(turn), {}, never))
    t.not(last, '')
    t.not(last, turn.turnId)
  })

  claim('commit repeated gives the first result and stores nothing more', async (t, { dialogs }) => {
    const turn = turnOf()
    const write = writeOf(turn, lastOf(await dialogs.begin(turn, {}, never)))
    const first = stored(await dialogs.commit(write, never))
    t.same(stored(await dialogs.commit(write, never)).turn, first.turn)
    t.match(await dialogs.begin(turn, {}, never), { kind: 'done', turn: first.turn })
    t.equal((await dialogs.read(turn.dialogId, owner, never))?.turns.length, 1)
  })

  claim("another customer's dialog is absent", async (t, { dialogs }) => {
    const turn = turnOf()
    await answer(dialogs, turn)
    const stranger = nextOf(turn, { owner: newId() })
    t.equal((await dialogs.begin(stranger, {}, never)).kind, 'absent')
    t.equal((await dialogs.commit(writeOf(stranger, ''), never)).kind, 'refused')
    t.equal(await dialogs.read(turn.dialogId, stranger.owner, never), undefined)
    t.same(await dialogs.readTurn(turn, stranger.owner, never), { kind: 'absent' })
    t.equal((await dialogs.cancel(turn, stranger.owner)).result, 'absent')
    t.equal(await dialogs.erase(turn.dialogId, stranger.owner), undefined)
  })
}
