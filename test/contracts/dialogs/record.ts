// The facts that a record keeps, the owners who may read it, and its life.
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
import { answer, type ClaimThat, stored } from './claim.js'

export function memoryClaims(claim: ClaimThat): void {
  claim('a prompt is built from the newest turns, oldest first', async (t, { dialogs }) => {
    const open = turnOf()
    const turns = [open, nextOf(open), nextOf(open), nextOf(open)]
    for (const [i, turn] of turns.entries()) await answer(dialogs, turn, `answer ${i}`)
    const place = await dialogs.begin(nextOf(open), {}, never)
    const expected = turns.map((turn, i) => resultOf(turn, `answer ${i}`).fragment).slice(-3)
    t.match(place, { kind: 'run', past: { n: 4, fragments: expected } })
  })

  claim('history shows the kept turns, oldest first, numbered without gaps', async (t, { dialogs }) => {
    const open = turnOf({ text: '第 0 问 "引号"\n换行' })
    const turns = [open, ...[1, 2, 3, 4, 5, 6].map(i => nextOf(open, { text: `第 ${i} 问` }))]
    for (const [i, turn] of turns.entries()) await answer(dialogs, turn, `答 ${i}\\`)
    const view = await dialogs.read(open.dialogId, owner, never)
    t.same(
      view?.turns.map(turn => [turn.seq, turn.turnId, turn.text, turn.answer.text]),
      turns.map((turn, i) => [i + 1, turn.turnId, turn.text, `答 ${i}\\`]).slice(-5),
    )
    t.equal(view?.mode, 'bot')
  })

  claim(
    'a dialog keeps its vault with the turn that adds to it, and later ones without',
    async (t, { dialogs }) => {
      const open = turnOf()
      const first = await dialogs.begin(open, {}, never)
      t.notOk('vault' in (first.kind === 'run' ? first.past : {}))
      const vaultOf = async () => {
        const place = await dialogs.begin(nextOf(open), { skip: { turnId: '', origin: '' } }, never)
        return place.kind === 'run' ? place.past.vault : place.kind
      }
      await dialogs.commit({ ...writeOf(open, lastOf(first)), vault: 'c2VhbGVk' }, never)
      t.equal(await vaultOf(), 'c2VhbGVk')
    },
  )

  claim('a turn with placeholders in its fragment is shown as it was stored', async (t, { dialogs }) => {
    const open = turnOf({ text: '电话138****5678' })
    const last = lastOf(await dialogs.begin(open, {}, never))
    const fragment =
      '{"role":"user","content":"电话⟦mobile_1⟧"},{"role":"assistant","content":"记下⟦mobile_1⟧"}'
    const write = { ...writeOf(open, last, '记下138****5678'), fragment, isLabelled: true }
    await dialogs.commit({ ...write, answer: { ...write.answer, own: 'c2VhbGVk' } }, never)
    const shown = { text: '电话138****5678', answer: { text: '记下138****5678', own: 'c2VhbGVk' } }
    t.match(await dialogs.readTurn(open, owner, never), { kind: 'done', turn: shown })
    t.match(await dialogs.begin(open, {}, never), { kind: 'done', turn: shown })
    t.match((await dialogs.read(open.dialogId, owner, never))?.turns, [shown])
    t.match(await dialogs.begin(nextOf(open), {}, never), { kind: 'run', past: { fragments: [fragment] } })
  })

  claim('a reader gets the kept turns after the one it has', async (t, { dialogs }) => {
    const open = turnOf()
    const turns = [open, ...Array.from({ length: 6 }, () => nextOf(open))]
    for (const turn of turns) await answer(dialogs, turn)
    const after = async (seq: number, by = owner) => {
      const from = { dialogId: open.dialogId, owner: by, after: seq }
      const news = await dialogs.readAfter(from, never)
      return news && { newest: news.newest, seqs: news.turns.map(turn => turn.seq) }
    }
    t.same(await after(5), { newest: 7, seqs: [6, 7] })
    t.same(await after(7), { newest: 7, seqs: [] })
    t.same(await after(9), { newest: 7, seqs: [] }, 'the reader may claim more than there is')
    t.same(await after(Number.MAX_SAFE_INTEGER), { newest: 7, seqs: [] })
    t.same(await after(0), { newest: 7, seqs: [3, 4, 5, 6, 7] }, 'what is kept no longer is left out')
    t.equal(await after(5, newId()), undefined)
  })

  claim('every kept turn is found by its id, and no other', async (t, { dialogs }) => {
    const alike = () => `ab${newId().slice(2)}`
    const open = turnOf({ turnId: alike() })
    const turns = [open, ...Array.from({ length: 6 }, () => nextOf(open, { turnId: alike() }))]
    for (const turn of turns) await answer(dialogs, turn)
    const found = await Promise.all(turns.map(turn => dialogs.readTurn(turn, owner, never)))
    t.same(
      found.map(view => (view.kind === 'done' ? view.turn.seq : view.kind)),
      ['absent', 'absent', 3, 4, 5, 6, 7],
    )
    const cancelled = await Promise.all(turns.map(turn => dialogs.cancel(turn, owner)))
    t.same(
      cancelled.map(({ result }) => result),
      [...Array(2).fill('absent'), ...Array(5).fill('already-answered')],
    )
    t.same(await dialogs.readTurn(nextOf(open, { turnId: alike() }), owner, never), { kind: 'absent' })
  })

  claim('an answer keeps all its facts', async (t, { dialogs }) => {
    const turn = turnOf()
    const draft = {
      text: '您可能想问',
      source: 'faq',
      level: 4,
      faqId: 'return-how',
      candidates: ['return-how', 'exchange'],
      reason: 'vendor away',
    } as const
    const fragment = `${JSON.stringify({ role: 'user', content: turn.text })},${JSON.stringify({ role: 'assistant', content: draft.text })}`
    const done = stored(await dialogs.commit({ ...turn, answer: draft, fragment, builtOn: '' }, never))
    t.same(done.turn.answer, draft)
    t.same((await dialogs.read(turn.dialogId, owner, never))?.turns, [done.turn])
    t.same(await dialogs.readTurn(turn, owner, never), { kind: 'done', turn: done.turn })
  })

  claim('an opening turn needs no begin', async (t, { dialogs }) => {
    const turn = turnOf()
    const done = stored(await dialogs.commit(writeOf(turn, ''), never))
    t.equal(done.turn.seq, 1)
    t.equal((await dialogs.read(turn.dialogId, owner, never))?.turns.length, 1)
  })

  claim('a ready answer is stored in one step when nobody waits', async (t, { dialogs }) => {
    const open = turnOf()
    const one = await dialogs.commitReady({ ...open, ...resultOf(open, '一') }, { first: true }, never)
    t.match(one, { kind: 'done', turn: { seq: 1, text: open.text, answer: { text: '一' } } })
    const next = nextOf(open)
    const ready = { ...next, ...resultOf(next, '二') }
    t.match(await dialogs.commitReady(ready, { first: true }, never), { kind: 'done', turn: { seq: 2 } })
    t.match(await dialogs.commitReady(ready, {}, never), { kind: 'done', turn: { seq: 2 } }, 'first result')
    t.match(await dialogs.begin(next, {}, never), { kind: 'done', turn: { seq: 2 } })
    t.match(await dialogs.begin(nextOf(open), {}, never), { kind: 'run', past: { n: 2 } })
  })

  claim('a ready answer does not pass a turn that runs', async (t, { dialogs }) => {
    const one = turnOf()
    const two = nextOf(one)
    const last = lastOf(await dialogs.begin(one, {}, never))
    const ready = { ...two, ...resultOf(two, '二') }
    t.same(await dialogs.commitReady(ready, { first: true }, never), { kind: 'refused' })
    t.match(await dialogs.begin(two, {}, never), { kind: 'wait', behind: one.turnId })
    await dialogs.commit(writeOf(one, last), never)
    t.match(await dialogs.commitReady(ready, {}, never), { kind: 'done', turn: { seq: 2 } })
    t.match(await dialogs.begin(nextOf(one), {}, never), { kind: 'run', past: { n: 2 } })
  })

  claim('a ready answer in an unknown dialog is refused, in a forgotten one gone', async (t, { dialogs }) => {
    const open = turnOf()
    const stray = nextOf(open)
    const ready = { ...stray, ...resultOf(stray, '一') }
    t.same(await dialogs.commitReady(ready, { first: true }, never), { kind: 'refused' })
    await answer(dialogs, open)
    await dialogs.erase(open.dialogId, owner)
    t.same(await dialogs.commitReady(ready, { first: true }, never), { kind: 'gone' })
  })

  claim(
    'a dialog ends when its time is over',
    async (t, { dialogs, pass }) => {
      const turn = turnOf({ key: 'k', textHash: 'h' })
      await answer(dialogs, turn)
      await pass(160)
      t.equal(await dialogs.read(turn.dialogId, owner, never), undefined)
      t.equal((await dialogs.begin(nextOf(turn), {}, never)).kind, 'absent')
      t.equal((await dialogs.commit(writeOf(nextOf(turn), ''), never)).kind, 'refused')
    },
    { ttlMs: 150 },
  )
}
