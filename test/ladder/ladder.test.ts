import { randomUUID } from 'node:crypto'
import t from 'tap'
import type { Level } from '../../src/answer/answer.js'
import { createDocument } from '../../src/documents/document.js'
import { toSetting } from '../../src/documents/documents.js'
import { createMemoryDocuments } from '../../src/documents/documents.memory.js'
import { createLadder, type Ladder, type LevelChange } from '../../src/ladder/ladder.js'
import type { LevelDocument, LevelState } from '../../src/ladder/level.js'
import { levelDocument, storedLevel } from '../../src/ladder/level-document.js'
import type { LevelStore } from '../../src/ladder/level-store.js'
import { createMemoryLevelStore } from '../../src/ladder/level-store.memory.js'
import { createProbe } from '../../src/ladder/probe.js'
import type { Report } from '../../src/ladder/signals.js'
import { Problem } from '../../src/problem.js'
import { createMemorySettings } from '../../src/settings/settings.memory.js'
import { fakeClock } from '../support/dialog/fake-time.js'
import { quiet } from '../support/ladder/samples.js'

interface Process {
  readonly ladder: Ladder
  readonly changes: LevelChange[]
  report: Report
  /** An operator's word, given to this process. */
  set(level: LevelDocument['level']): Promise<LevelState>
}

const order = { shop: '*', by: 'op', why: '', ifMatch: undefined, isDryRun: false }

/** A cluster of processes whose own clocks differ; nothing happens but when a test says so. */
function cluster(tap: { teardown(end: () => unknown): void }) {
  const clock = fakeClock()
  const store = createMemoryLevelStore(clock)
  let isAway = false
  const levelStore: LevelStore = {
    ...store,
    exchange: (processId, report) =>
      isAway ? Promise.reject(new Problem('store-away')) : store.exchange(processId, report),
  }
  const settings = createMemorySettings(randomUUID)
  const documents = createMemoryDocuments(clock, settings)
  const strays: string[] = []

  function join(processId: string, aheadMs = 0): Process {
    const changes: LevelChange[] = []
    const process = { changes, report: quiet } as Process & { ladder: Ladder }
    const ladder = createLadder(
      {
        clock: { now: () => clock.now() + aheadMs },
        levelStore,
        settings,
        processId,
        report: () => process.report,
        onStray: topic => strays.push(topic),
        onChange: change => changes.push(change),
      },
      3_600_000,
    )
    tap.teardown(() => ladder.close())
    const document = createDocument(documents, levelDocument(ladder.now))
    const set = async (level: LevelDocument['level']) => {
      await document.replace(order, { level })
      return ladder.current()
    }
    return Object.assign(process, { ladder, set })
  }
  return {
    clock,
    settings,
    strays,
    join,
    cut: (away: boolean) => {
      isAway = away
    },
  }
}

t.test('the counts of all processes are judged together', async t => {
  const { join } = cluster(t)
  const [a, b] = [join('a'), join('b')]
  a.report = { ...quiet, calls: 12, failedCalls: 1 }
  b.report = { ...quiet, calls: 12, failedCalls: 1 }
  await a.ladder.exchange()
  t.equal(a.ladder.current().level, 0, 'twelve calls say nothing')
  await b.ladder.exchange()
  t.match(a.ladder.current(), { level: 1, mode: 'auto', reason: 'vendor-errors' })
  t.same(a.ladder.current(), b.ladder.current())
})

t.test('each change is told once, with its cause, in every process', async t => {
  const { join } = cluster(t)
  const [a, b] = [join('a'), join('b')]
  a.report = { ...quiet, breakerOpen: true }
  await a.ladder.exchange()
  await b.ladder.exchange()
  await a.ladder.exchange()
  for (const { changes } of [a, b]) {
    t.match(changes, [{ from: { level: 0 }, to: { level: 2, reason: 'breaker-open' } }])
    t.equal(changes.length, 1)
  }
})

t.test('a process that starts in an outage adopts the level, whatever its clock says', async t => {
  const { clock, join } = cluster(t)
  const a = join('a')
  a.report = { ...quiet, breakerOpen: true }
  for (let second = 0; second <= 60; second++) {
    await a.ladder.exchange()
    clock.move(1000)
  }
  const late = join('late', -3_600_000)
  await late.ladder.exchange()
  t.match(late.ladder.current(), { level: 3, reason: 'vendor-down' })
})

t.test('a dead process is not counted any more', async t => {
  const { clock, join } = cluster(t)
  const [a, b] = [join('a'), join('b')]
  b.report = { ...quiet, breakerOpen: true }
  await b.ladder.exchange()
  for (let second = 0; second < 33; second++) {
    clock.move(1000)
    await a.ladder.exchange()
  }
  t.equal(a.ladder.current().level, 1, 'it has begun to fall')
})

t.test("an operator's level is in force everywhere until it is auto again", async t => {
  const { join } = cluster(t)
  const [a, b] = [join('a'), join('b')]
  t.match(await a.set(4), { level: 4, mode: 'manual', reason: 'set-by-operator' })
  t.same(b.ladder.current(), a.ladder.current())
  b.report = { ...quiet, breakerOpen: true }
  await b.ladder.exchange()
  t.equal(b.ladder.current().level, 4)
  t.match(await b.set('auto'), { level: 2, mode: 'auto', reason: 'breaker-open' })
  t.same(
    a.changes.map(({ to }) => [to.level, to.mode]),
    [
      [4, 'manual'],
      [2, 'auto'],
    ],
  )
})

t.test(
  "an operator's level that cannot be read leaves in force what was before it, and is counted",
  async t => {
    const { join, settings, strays } = cluster(t)
    const { ladder } = join('a')
    const write = (text: string) =>
      settings.write({ [storedLevel.nameOf('')]: toSetting({ version: 9, text }) })
    for (const text of ['hello', '4', '{"level":9,"since":1}', '{"level":4}', '{"level":"4","since":1}']) {
      await write(text)
      t.match(ladder.current(), { level: 0, mode: 'auto' }, text)
    }
    await write('{"level":4,"since":1}')
    t.match(ladder.current(), { level: 4, mode: 'manual' })
    await write('hello')
    t.match(ladder.current(), { level: 4, mode: 'manual' })
    t.same(strays, Array(6).fill('document'))
  },
)

t.test('cut off from the board, a process walks the ladder alone and comes back', async t => {
  const { clock, join, cut } = cluster(t)
  const [a, b] = [join('a'), join('b')]
  await a.ladder.exchange()
  await b.ladder.exchange()
  cut(true)
  b.report = { ...quiet, breakerOpen: true }
  await b.ladder.exchange()
  t.match(b.ladder.current(), { level: 4, reason: 'nothing-left' })
  t.equal(a.ladder.current().level, 0)
  b.report = quiet
  cut(false)
  clock.move(1000)
  await b.ladder.exchange()
  t.equal(b.ladder.current().level, 0)
})

t.test('one live process owns what is to be done once', async t => {
  const { clock, join, cut } = cluster(t)
  const [a, b] = [join('a'), join('b')]
  await a.ladder.exchange()
  await b.ladder.exchange()
  t.same([a.ladder.isOwner(), b.ladder.isOwner()], [true, false])
  clock.move(3000)
  await b.ladder.exchange()
  t.equal(b.ladder.isOwner(), true, 'the owner is dead')
  cut(true)
  await a.ladder.exchange()
  t.equal(a.ladder.isOwner(), true, 'alone')
})

t.test('the vendor is probed above level 0, by the owner, while few calls go out', async t => {
  let asked = 0
  const probeWhere = async (level: Level, isOwner: boolean, calls: number) => {
    const current = () => ({ level, mode: 'auto', reason: '', since: 0 }) as const
    const ladder = { current, isOwner: () => isOwner, recentCalls: () => calls }
    const ask = async () => {
      asked += 1
    }
    const probe = createProbe({ ladder, ask }, 3_600_000)
    asked = 0
    await probe.now()
    await probe.close()
    return asked
  }
  t.equal(await probeWhere(2, true, 9), 1)
  t.equal(await probeWhere(0, true, 0), 0, 'all is well')
  t.equal(await probeWhere(2, false, 0), 0, 'another process does it')
  t.equal(await probeWhere(2, true, 10), 0, 'turns show enough')
})
