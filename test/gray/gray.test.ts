// A cluster of processes that watch one release; only the test makes time pass.
import { randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import { type Changed, createDocument } from '../../src/documents/document.js'
import { createMemoryDocuments } from '../../src/documents/documents.memory.js'
import { createGray, type Gray } from '../../src/gray/gray.js'
import { type GrayRelease, grayDocument } from '../../src/gray/gray-document.js'
import { createMemoryGrayTallies } from '../../src/gray/tallies.memory.js'
import { Problem } from '../../src/problem.js'
import { createMemorySettings } from '../../src/settings/settings.memory.js'
import { fakeClock } from '../support/dialog/fake-time.js'

const order = { shop: '*', by: 'op', why: '', ifMatch: undefined, isDryRun: false }
const good = { isFailed: false, isNotice: false, firstMs: 100, answerMs: 100 }
const bad = { ...good, isFailed: true }
const canary = { uid: 'u05', owner: 'a' }

function cluster(tap: Test) {
  const clock = fakeClock()
  const settings = createMemorySettings(randomUUID)
  const store = createMemoryDocuments(clock, settings)
  const type = grayDocument({ hasFallback: true, newId: randomUUID })
  const document = createDocument(store, type)
  const memory = createMemoryGrayTallies(clock)
  const verdicts: Changed<GrayRelease>[] = []
  const errors: unknown[] = []
  const ended: string[] = []
  let isAway = false
  const join = (isOwner = true): Gray => {
    const gray = createGray(
      {
        settings,
        type,
        document,
        mayWork: () => isOwner,
        tallies: {
          exchange: (run, news) =>
            isAway ? Promise.reject(new Problem('store-away')) : memory.exchange(run, news),
        },
        onVerdict: change => verdicts.push(change),
        onStray: topic => errors.push(topic),
        onError: error => errors.push(error),
      },
      { exchangeMs: 3_600_000, lookMs: 60_000 },
    )
    gray.onEnded(name => ended.push(name))
    tap.teardown(() => gray.close())
    return gray
  }
  return {
    clock,
    document,
    verdicts,
    errors,
    ended,
    join,
    storeIs: (word: 'away' | 'ok') => {
      isAway = word === 'away'
    },
    put: (body: object) => document.replace(order, type.read(body)),
  }
}

/** Ends `count` turns of a side, of which the first `failed` fail. */
function turns(gray: Gray, name: string | undefined, [count, failed]: readonly [number, number]): void {
  for (let n = 0; n < count; n++) gray.turned(name, n < failed ? bad : good)
}

const release = {
  name: 'r1',
  percent: 10,
  variant: { model: 'm2', prompt: '新提示', temperature: 1, max_tokens: 9 },
}

t.test('a release applies to its share of customers in every process, with all its fields', async t => {
  const { join, put } = cluster(t)
  const [one, other] = [join(), join(false)]
  t.equal(one.variantOf(canary), undefined, 'before there is one')
  await put(release)
  for (const gray of [one, other]) {
    t.match(gray.variantOf(canary), {
      name: 'r1',
      isOnTrial: true,
      model: 'm2',
      temperature: 1,
      maxTokens: 9,
      system: '{"role":"system","content":"新提示"}',
    })
    t.equal(gray.variantOf({ ...canary, uid: 'u42' }), undefined)
  }
  t.equal(join().variantOf(canary)?.name, 'r1', 'and in one that starts later')
})

t.test(
  'a worse release is rolled back in every process at the first look, reported once, and has no customers',
  async t => {
    const { join, put, clock, verdicts, ended, document } = cluster(t)
    const [one, other] = [join(), join(false)]
    await put(release)
    await one.check()
    turns(one, undefined, [3_000, 30])
    turns(other, 'r1', [500, 30])
    await other.check()
    clock.move(179_999)
    await one.check()
    t.equal(one.release().state, 'observing', 'no look yet')
    clock.move(1)
    await other.check()
    t.equal(one.release().state, 'observing', 'only the process that does the work judges')
    t.same(ended, [])
    await one.check()
    for (const gray of [one, other]) {
      t.match(gray.release(), {
        state: 'rolled-back',
        percent: 0,
        finding: { metric: 'errors', canary: 0.06 },
      })
      t.equal(gray.variantOf(canary), undefined)
    }
    t.equal(verdicts.length, 1)
    t.same(ended, ['r1', 'r1'], 'each process hears of its end')
    t.match((await document.history('*'))[0], { by: 'rushdesk', why: 'errors: 0.06 against 0.01' })
    await t.rejects(put(release), new Problem('invalid-field'))
    await put({ ...release, again: true })
    t.equal(one.release().state, 'observing')
  },
)

t.test("two processes that both do the cluster's work settle a release once", async t => {
  const { join, put, clock, verdicts } = cluster(t)
  const [one, other] = [join(), join()]
  await put(release)
  await one.check()
  turns(one, undefined, [3_000, 30])
  turns(one, 'r1', [500, 60])
  clock.move(180_000)
  await Promise.all([one.check(), other.check()])
  t.equal(verdicts.length, 1)
})

t.test('a release that fails for most customers is rolled back before any look', async t => {
  const { join, put, verdicts } = cluster(t)
  const gray = join()
  await put(release)
  turns(gray, undefined, [40, 0])
  turns(gray, 'r1', [20, 10])
  await gray.check()
  t.match(gray.release(), { state: 'rolled-back', finding: { canary: 0.5 } })
  t.equal(verdicts.length, 1)
})

t.test('with on_worse "hold" a worse release is reported and stays until a person decides', async t => {
  const { join, put, verdicts } = cluster(t)
  const gray = join()
  await put({ ...release, on_worse: 'hold' })
  for (let n = 0; n < 3; n++) {
    turns(gray, undefined, [40, 0])
    turns(gray, 'r1', [20, 10])
    await gray.check()
  }
  t.match(gray.release(), { state: 'worse', percent: 10 })
  t.equal(verdicts.length, 1, 'it is told once')
  t.equal(gray.variantOf(canary)?.name, 'r1')
})

t.test('a release without data is unclear and cannot be promoted; one that is the same can', async t => {
  const { join, put, clock } = cluster(t)
  const gray = join()
  await put({ ...release, observe_s: 600 })
  await gray.check()
  clock.move(600_000)
  await gray.check()
  t.equal(gray.release().state, 'unclear')
  await t.rejects(gray.promote(order), new Problem('invalid-field'))
  turns(gray, undefined, [3_000, 30])
  turns(gray, 'r1', [500, 5])
  clock.move(60_000)
  await gray.check()
  t.equal(gray.release().state, 'same')
  t.equal(gray.variantOf({ ...canary, uid: 'u42' }), undefined, 'nobody promotes it by itself')
  await gray.promote(order)
  t.match(gray.variantOf({ ...canary, uid: 'u42' }), { name: 'r1', isOnTrial: false })
  t.equal(gray.seen(), undefined, 'and it is watched no more')
})

t.test('handoffs and thumbs are counted for the side that they happened on', async t => {
  const { join, put } = cluster(t)
  const gray = join()
  await put(release)
  gray.noted('r1', 'handoffs')
  for (const what of ['rated', 'disliked'] as const) gray.noted(undefined, what)
  gray.noted('an-earlier-one', 'rated')
  await gray.check()
  t.match(gray.seen(), { canary: { handoffs: 1 }, stable: { rated: 2, disliked: 1 } })
})

t.test(
  'while the store is away nothing is judged, and counters that could not be exchanged are dropped on both sides',
  async t => {
    const { join, put, storeIs, errors, clock } = cluster(t)
    const gray = join()
    await put(release)
    await gray.check()
    storeIs('away')
    turns(gray, undefined, [3_000, 30])
    turns(gray, 'r1', [500, 500])
    clock.move(180_000)
    await gray.check()
    t.match(errors, [{ kind: 'store-away' }])
    t.equal(gray.release().state, 'observing')
    storeIs('ok')
    await gray.check()
    t.match(gray.seen(), { stable: {}, canary: {}, recent: [] })
  },
)

t.test('a release that begins anew has ended first; a promoted one has not ended', async t => {
  const { join, put, ended, clock } = cluster(t)
  const gray = join()
  await put({ ...release, observe_s: 180 })
  await put({ ...release, observe_s: 180, percent: 20 })
  t.same(ended, ['r1'])
  turns(gray, undefined, [3_000, 30])
  turns(gray, 'r1', [500, 5])
  await gray.check()
  clock.move(180_000)
  await gray.check()
  await gray.promote(order)
  t.same(ended, ['r1'])
  await put({ ...release, name: 'r2', percent: 0 })
  t.same(ended, ['r1', 'r1'])
})

t.test('turns before a change do not count after it', async t => {
  const { join, put } = cluster(t)
  const gray = join()
  await put(release)
  turns(gray, 'r1', [20, 20])
  await put({ ...release, percent: 20 })
  await gray.check()
  t.same(gray.seen()?.canary, {})
})
