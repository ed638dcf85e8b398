// What every backend of Dialogs must do. Each backend's test file calls this with its own maker.

import type t from 'tap'
import {
  lastOf,
  limits,
  never,
  newId,
  nextOf,
  owner,
  resultOf,
  turnOf,
  writeOf,
} from '../../perf/load/dialog-turns.js'
import type { Dialogs, MaskedTurn, Stored } from '../../src/dialog/store/dialogs.js'
import type { DialogLimits } from '../../src/dialog/store/limits.js'

export interface Bench {
  readonly dialogs: Dialogs
  /** Lets store time pass. */
  pass(ms: number): Promise<void>
}

type Make = (t: Tap, limits: DialogLimits) => Promise<Bench>
type Tap = Pick<typeof t, 'test' | 'equal' | 'same' | 'match' | 'ok' | 'notOk' | 'not' | 'teardown'>

export function dialogsContract(tap: Tap, make: Make): void {
  const claim = (
    title: string,
    run: (t: Tap, bench: Bench) => Promise<void>,
    own: Partial<DialogLimits> = {},
  ) => tap.test(title, async t => run(t, await make(t, { ...limits, ...own })))

  orderClaims(claim)
  memoryClaims(claim)
  fenceClaims(claim)
  keyClaims(claim)
  promiseClaims(claim)
  endClaims(claim)
}

type ClaimThat = (
  title: string,
  run: (t: Tap, bench: Bench) => Promise<void>,
  own?: Partial<DialogLimits>,
) => void

async function answer(dialogs: Dialogs, turn: MaskedTurn, text = '今天发货'): Promise<Stored> {
  const last = lastOf(await dialogs.begin(turn, {}, never))
  return stored(await dialogs.commit(writeOf(turn, last, text), never))
}

function stored(outcome: { kind: string }): Stored {
  if (outcome.kind !== 'done') throw new Error(`expected done, got ${outcome.kind}`)
  return outcome as Stored
}

function orderClaims(claim: ClaimThat): void {
  claim(
    'the first turn runs, the second waits behind it and runs after its commit',
    async (t, { dialogs }) => {
      const one = turnOf()
      const two = nextOf(one, { origin: newId() })
      const last = lastOf(await dialogs.begin(one, { first: true }, never))
      t.same(await dialogs.begin(two, { first: true }, never), {
        kind: 'wait',
        behind: one.turnId,
        of: one.origin,
      })
      const done = stored(await dialogs.commit(writeOf(one, last), never))
      t.same(done.next, { turnId: two.turnId, origin: two.origin })
      t.match(await dialogs.begin(two, {}, never), { kind: 'run', mode: 'bot', past: { n: 1 } })
    },
  )

  claim('begin repeated says the same', async (t, { dialogs }) => {
    const one = turnOf()
    const two = nextOf(one)
    const first = await dialogs.begin(one, { first: true }, never)
    t.same(await dialogs.begin(one, {}, never), first)
    const second = await dialogs.begin(two, {}, never)
    t.same(await dialogs.begin(two, {}, never), second)
  })

  claim('a full mailbox refuses a new turn and keeps the ones that wait', async (t, { dialogs }) => {
    const one = turnOf()
    const waiting = [nextOf(one), nextOf(one), nextOf(one)]
    for (const turn of [one, ...waiting]) await dialogs.begin(turn, {}, never)
    t.equal((await dialogs.begin(nextOf(one), {}, never)).kind, 'full')
    for (const turn of waiting) t.equal((await dialogs.begin(turn, {}, never)).kind, 'wait')
  })

  claim(
    'a skipped head gives its place to the next, and gets a new one when it comes back',
    async (t, { dialogs }) => {
      const dead = turnOf()
      const two = nextOf(dead, { origin: newId() })
      await dialogs.begin(dead, {}, never)
      await dialogs.begin(two, {}, never)
      t.equal(
        (await dialogs.begin(two, { skip: { turnId: dead.turnId, origin: dead.origin } }, never)).kind,
        'run',
      )
      t.match(await dialogs.begin(dead, {}, never), { kind: 'wait', behind: two.turnId })
    },
  )

  claim('a skip that names another origin or not the head changes nothing', async (t, { dialogs }) => {
    const one = turnOf()
    const two = nextOf(one)
    const three = nextOf(one)
    for (const turn of [one, two, three]) await dialogs.begin(turn, {}, never)
    for (const skip of [
      { turnId: one.turnId, origin: newId() },
      { turnId: two.turnId, origin: two.origin },
    ]) {
      t.match(await dialogs.begin(three, { skip }, never), { kind: 'wait', behind: one.turnId })
    }
    t.match(await dialogs.begin(two, {}, never), { kind: 'wait', behind: one.turnId })
  })

  claim('an abandoned head names the next one', async (t, { dialogs }) => {
    const one = turnOf()
    const two = nextOf(one, { origin: newId() })
    await dialogs.begin(one, {}, never)
    await dialogs.begin(two, {}, never)
    t.same(await dialogs.abandon(one, newId()), {}, 'only its origin may abandon it')
    t.same(await dialogs.abandon(one, one.origin), { next: { turnId: two.turnId, origin: two.origin } })
    t.same(await dialogs.abandon(one, one.origin), {}, 'and once is enough')
    t.equal((await dialogs.begin(two, {}, never)).kind, 'run')
  })
}

function memoryClaims(claim: ClaimThat): void {
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

  claim('an answer keeps all that is known of it', async (t, { dialogs }) => {
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
    await dialogs.forget(open.dialogId, owner)
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

function fenceClaims(claim: ClaimThat): void {
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

  claim('strangers meet an absent dialog', async (t, { dialogs }) => {
    const turn = turnOf()
    await answer(dialogs, turn)
    const stranger = nextOf(turn, { owner: newId() })
    t.equal((await dialogs.begin(stranger, {}, never)).kind, 'absent')
    t.equal((await dialogs.commit(writeOf(stranger, ''), never)).kind, 'refused')
    t.equal(await dialogs.read(turn.dialogId, stranger.owner, never), undefined)
    t.same(await dialogs.readTurn(turn, stranger.owner, never), { kind: 'absent' })
    t.equal((await dialogs.cancel(turn, stranger.owner)).result, 'absent')
    t.equal(await dialogs.forget(turn.dialogId, stranger.owner), undefined)
  })
}

function keyClaims(claim: ClaimThat): void {
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

function promiseClaims(claim: ClaimThat): void {
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

function endClaims(claim: ClaimThat): void {
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
    t.equal(await dialogs.isForgotten(turn.dialogId), false)
    t.same(await dialogs.forget(turn.dialogId, owner), [])
    t.equal(await dialogs.isForgotten(turn.dialogId), true)
    t.equal(await dialogs.forget(turn.dialogId, owner), undefined)
    t.equal((await dialogs.commit(writeOf(late, last), never)).kind, 'gone')
    t.equal((await dialogs.begin(late, {}, never)).kind, 'gone')
    const reopening = { ...turn, turnId: newId() }
    t.equal((await dialogs.begin(reopening, {}, never)).kind, 'gone')
    t.equal((await dialogs.commit(writeOf(reopening, ''), never)).kind, 'gone')
    t.equal(await dialogs.read(turn.dialogId, owner, never), undefined)
    t.same(await dialogs.readTurn(turn, owner, never), { kind: 'gone' })
  })

  claim('of a forgotten dialog strangers hear what they hear of an unknown one', async (t, { dialogs }) => {
    const turn = turnOf()
    await answer(dialogs, turn)
    await dialogs.forget(turn.dialogId, owner)
    const stranger = { ...turn, turnId: newId(), owner: newId() }
    t.same(await dialogs.readTurn(turn, stranger.owner, never), { kind: 'absent' })
    t.same(await dialogs.begin({ ...stranger, opens: false }, {}, never), { kind: 'absent' })
    t.same(await dialogs.begin(stranger, {}, never), { kind: 'absent' }, 'nor do they make it anew')
    t.same(await dialogs.commit(writeOf(stranger, ''), never), { kind: 'refused' })
    const ready = { ...stranger, ...resultOf(stranger, '一') }
    t.same(await dialogs.commitReady(ready, { first: true }, never), { kind: 'refused' })
    t.same(await dialogs.readTurn(turn, owner, never), { kind: 'gone' }, 'the mark still stands')
    await dialogs.watch(turn.dialogId, newId())
    t.equal(await dialogs.isForgotten(turn.dialogId), true)
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
    const promised = await dialogs.forget(one.dialogId, owner)
    t.same(new Set(promised), new Set([one.turnId, three.turnId]))
  })

  claim(
    'a dialog that ended by itself was not forgotten',
    async (t, { dialogs, pass }) => {
      const turn = turnOf()
      await answer(dialogs, turn)
      await pass(100)
      t.equal(await dialogs.isForgotten(turn.dialogId), false)
      t.equal(await dialogs.isForgotten(newId()), false)
    },
    { ttlMs: 80 },
  )

  claim('the live dialogs of an owner are found among all others', async (t, { dialogs }) => {
    const processId = newId()
    const mine = [turnOf({ owner: processId }), turnOf({ owner: processId }), turnOf({ owner: processId })]
    for (const turn of [...mine, turnOf(), turnOf()]) await answer(dialogs, turn)
    await dialogs.forget(mine[2]?.dialogId ?? '', processId)
    const found = new Set<string>()
    for await (const dialogId of dialogs.ownedBy(processId)) found.add(dialogId)
    t.same(found, new Set(mine.slice(0, 2).map(turn => turn.dialogId)))
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

  claim('nothing is watched in a dialog that is not there', async (t, { dialogs }) => {
    const turn = turnOf()
    await dialogs.watch(turn.dialogId, newId())
    t.equal(await dialogs.read(turn.dialogId, owner, never), undefined)
    t.same((await answer(dialogs, turn)).watchers, [])
  })
}
