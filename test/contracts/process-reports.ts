// Behaviour that every backend of ProcessReports must show.
import type t from 'tap'
import type { ProcessReports } from '../../src/ops/process-reports.js'

export interface ReportsBench {
  readonly reports: ProcessReports
  /** Lets time pass. */
  pass(ms: number): Promise<void>
}

type Tap = Pick<typeof t, 'test' | 'equal' | 'same' | 'ok'>

/** A key as metrics use it: the worst that JSON and labels can hold. */
const key = JSON.stringify({ name: 'n', labels: { reason: 'a b\n"ü"' } })

export function reportsContract(tap: Tap, make: (t: Tap) => Promise<ReportsBench>): void {
  tap.test('the last word of each process is read, with its age', async t => {
    const { reports, pass } = await make(t)
    await reports.put('a', { sums: { [key]: 1 }, rest: { old: true } })
    await reports.put('a', { sums: { [key]: 2 }, rest: { text: '客服 1\n2' } })
    await pass(50)
    await reports.put('b', { sums: {}, rest: null })
    const { entries, past } = await reports.read()
    t.same([...entries.keys()].sort(), ['a', 'b'])
    t.same(entries.get('a')?.report, { sums: { [key]: 2 }, rest: { text: '客服 1\n2' } })
    t.ok((entries.get('a')?.ageMs ?? 0) >= 50)
    t.ok((entries.get('b')?.ageMs ?? 99) < 50)
    t.same(past, {})
  })

  tap.test('the counts of processes that have gone are kept, each once', async t => {
    const { reports } = await make(t)
    await reports.put('a', { sums: { [key]: 0.1, x: 1_234_567_890_123 }, rest: null })
    await reports.put('b', { sums: { [key]: 0.2, y: 5 }, rest: null })
    await reports.put('c', { sums: { [key]: 7 }, rest: null })
    await Promise.all([
      reports.retire('a'),
      reports.retire('a'),
      reports.retire('b'),
      reports.retire('unknown'),
    ])
    const { entries, past } = await reports.read()
    t.same([...entries.keys()], ['c'])
    t.ok(Math.abs((past[key] ?? 0) - 0.3) < 1e-9)
    t.same({ ...past, [key]: 0 }, { [key]: 0, x: 1_234_567_890_123, y: 5 })
  })
}
