// Retries under a key.
import { lastOf, never, newId, nextOf, resultOf, turnOf, writeOf } from '../../../perf/load/dialog-turns.js'
import { answer, type ClaimThat } from './claim.js'

export function keyClaims(claim: ClaimThat): void {
  claim('a retry with the same key gets the first answer', async (t, { dialogs }) => {
    const turn = turnOf({ key: 'k1', textHash: 'h1' })
    const first = await answer(dialogs, turn)
    const retry = nextOf(turn, { opens: true, key: 'k1', textHash: 'h1' })
    t.match(await dialogs.begin(retry, { first: true }, never), { kind: 'done', turn: first.turn })
    t.match(await dialogs.begin(nextOf(turn, { key: 'k1', textHash: 'h2' }), {}, never), {
      kind: 'key-reused',
    })
    t.equal((await dialogs.begin(nextOf(turn, { key: 'k2', textHash: 'h1' }), {}, never)).kind, 'run')
  })

  claim('a retry joins the turn that still runs', async (t, { dialogs }) => {
    const head = turnOf()
    const turn = nextOf(head, { key: 'k1', textHash: 'h1' })
    await dialogs.begin(head, {}, never)
    await dialogs.begin(turn, {}, never)
    const retry = nextOf(turn, { key: 'k1', textHash: 'h1', origin: newId() })
    const joined = { kind: 'joined', turnId: turn.turnId, behind: head.turnId, of: head.origin }
    t.same(await dialogs.begin(retry, {}, never), joined)
    t.same(await dialogs.begin(retry, {}, never), joined)
  })

  claim(
    'a key whose turn was lost goes to the retry, and the lost one cannot commit',
    async (t, { dialogs }) => {
      const turn = turnOf({ key: 'k1', textHash: 'h1' })
      const last = lastOf(await dialogs.begin(turn, {}, never))
      const retry = nextOf(turn, { key: 'k1', textHash: 'h1', origin: newId() })
      const skip = { turnId: turn.turnId, origin: turn.origin }
      t.equal((await dialogs.begin(retry, { skip }, never)).kind, 'run')
      t.equal((await dialogs.commit(writeOf(turn, last), never)).kind, 'refused')
      t.match(await dialogs.begin(turn, {}, never), { kind: 'joined', turnId: retry.turnId })
      t.equal((await dialogs.commit(writeOf(retry, last), never)).kind, 'done')
    },
  )

  claim('a keyed answer outlives its place among the kept turns', async (t, { dialogs }) => {
    const turn = turnOf({ key: 'k1', textHash: 'h1' })
    const first = await answer(dialogs, turn)
    for (let i = 0; i < 6; i++) await answer(dialogs, nextOf(turn, { key: `n${i}`, textHash: 'h' }))
    const retry = nextOf(turn, { key: 'k1', textHash: 'h1' })
    t.match(await dialogs.begin(retry, {}, never), { kind: 'done', turn: first.turn })
    t.match(await dialogs.begin(turn, {}, never), { kind: 'done', turn: first.turn })
  })

  claim('the newest 200 keys are remembered', async (t, { dialogs }) => {
    const open = turnOf({ key: 'k0', textHash: 'h' })
    await answer(dialogs, open)
    for (let i = 1; i <= 200; i++) {
      const turn = nextOf(open, { key: `k${i}`, textHash: 'h' })
      await dialogs.commitReady({ ...turn, ...resultOf(turn, `${i}`) }, {}, never)
    }
    const retry = (key: string) => dialogs.begin(nextOf(open, { key, textHash: 'h' }), {}, never)
    t.match(await retry('k1'), { kind: 'done', turn: { seq: 2 } })
    t.match(await retry('k200'), { kind: 'done', turn: { seq: 201 } })
    t.equal((await retry('k0')).kind, 'run')
  })
}
