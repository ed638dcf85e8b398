// Behaviour that every backend of LiveReports must show.
import type t from 'tap'
import type { LiveReports } from '../../src/live/reports.js'
import { FRESH_MS } from '../../src/live/reports.js'
import { reportOf } from '../support/live/samples.js'

export interface LiveReportsBench {
  readonly reports: LiveReports
  /** Lets time pass. */
  pass(ms: number): Promise<void>
}

type Tap = Pick<typeof t, 'test' | 'equal' | 'same'>

export function liveReportsContract(tap: Tap, make: (t: Tap) => Promise<LiveReportsBench>): void {
  tap.test('each process stores its newest report and reads all reports', async t => {
    const { reports } = await make(t)
    await reports.exchange('a1', reportOf({ ws: 1 }))
    await reports.exchange('a1', reportOf({ ws: 2 }))
    const seen = await reports.exchange('b2', reportOf({ ws: 3 }))
    t.same([...seen.keys()].sort(), ['a1', 'b2'])
    t.same(seen.get('a1'), reportOf({ ws: 2 }))
    await reports.remove('a1')
    t.same([...(await reports.exchange('b2', reportOf())).keys()], ['b2'])
  })

  tap.test('a report that is not renewed is left out', async t => {
    const { reports, pass } = await make(t)
    await reports.exchange('a1', reportOf())
    await pass(FRESH_MS + 50)
    t.same([...(await reports.exchange('b2', reportOf())).keys()], ['b2'])
  })
}
