// Behaviour that every backend of GrayTallies must show. `make` gives several processes on one store.
import type t from 'tap'
import { RECENT } from '../../src/gray/judge.js'
import type { GrayTallies } from '../../src/gray/tallies.js'

type Tap = Pick<typeof t, 'test' | 'equal' | 'same' | 'ok' | 'match'>

const none = { counts: {}, recent: '' }

export function grayTalliesContract(
  tap: Tap,
  make: () => Promise<readonly [GrayTallies, GrayTallies]>,
): void {
  tap.test('processes add to one sum, side by side', async t => {
    const [one, other] = await make()
    await one.exchange('r', { counts: { 's:turns': 3, 'c:turns': 1, 'c:first:40': 1 }, recent: '' })
    const sums = await other.exchange('r', { counts: { 's:turns': 2, 's:failed': 1 }, recent: '' })
    t.same(sums.stable, { turns: 5, failed: 1 })
    t.same(sums.canary, { turns: 1, 'first:40': 1 })
    t.same((await one.exchange('r', none)).stable, sums.stable)
  })

  tap.test('each of the last canary turns has the stable counters of its time', async t => {
    const [one, other] = await make()
    await one.exchange('r', { counts: { 's:turns': 10, 's:failed': 2 }, recent: '01' })
    const { recent } = await other.exchange('r', { counts: { 's:turns': 5 }, recent: '1' })
    t.same(recent, [
      { isFailed: false, stableTurns: 0, stableFailed: 0 },
      { isFailed: true, stableTurns: 0, stableFailed: 0 },
      { isFailed: true, stableTurns: 10, stableFailed: 2 },
    ])
    for (let n = 0; n < 3; n++) await one.exchange('r', { counts: {}, recent: '0'.repeat(RECENT) })
    t.equal((await one.exchange('r', none)).recent.length, RECENT)
  })

  tap.test('another watch begins with empty counters', async t => {
    const [one] = await make()
    await one.exchange('r', { counts: { 'c:turns': 7 }, recent: '1' })
    const { stable, canary, recent, elapsedMs } = await one.exchange('r2', none)
    t.same({ stable, canary, recent }, { stable: {}, canary: {}, recent: [] })
    t.ok(elapsedMs >= 0 && elapsedMs < 1_000)
  })
}
