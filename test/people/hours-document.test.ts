import t from 'tap'
import { openingHours } from '../../src/people/hours.js'
import { hoursDocument } from '../../src/people/hours-document.js'
import { faultsIn } from '../support/documents/faults.js'

const { read, start } = hoursDocument(undefined)

t.test('without hours a shop is always open', async t => {
  const { isOpen } = openingHours(start)
  for (let hour = 0; hour < 24 * 7; hour++) t.ok(isOpen(hour * 3_600_000))
})

t.test('a file is the start, and missing fields are always defaults', async t => {
  const file = { timezone: 'Europe/Paris', week: { mon: [['09:00', '17:00']] } }
  t.same(hoursDocument(file).start, { ...file, days: {} })
  t.same(read({}), start)
  t.match(
    faultsIn(() => hoursDocument({ timezone: 'Mars' })),
    ['/timezone'],
  )
})

t.test('times, days and zones that do not exist are named by their place', async t => {
  const faulty: [unknown, string][] = [
    [{ timezone: 'Asia/Nowhere' }, '/timezone'],
    [{ timezone: 8 }, '/timezone'],
    [{ week: [] }, '/week'],
    [{ week: { montag: [] } }, '/week/montag'],
    [{ week: { mon: [['08:00', '24:01']] } }, '/week/mon/0'],
    [{ week: { mon: [['8:00', '09:00']] } }, '/week/mon/0'],
    [{ week: { mon: [['08:00']] } }, '/week/mon/0'],
    [{ week: { mon: [['22:00', '02:00']] } }, '/week/mon/0'],
    [{ week: { mon: [['08:00', '08:00']] } }, '/week/mon/0'],
    [
      {
        week: {
          mon: [
            ['08:00', '12:00'],
            ['11:00', '13:00'],
          ],
        },
      },
      '/week/mon/1',
    ],
    [{ week: { mon: Array.from({ length: 11 }, () => ['08:00', '09:00']) } }, '/week/mon'],
    [{ days: { '2026-02-30': [] } }, '/days/2026-02-30'],
    [{ days: { '11-11': [] } }, '/days/11-11'],
    [{ days: { '2026-11-11': 'closed' } }, '/days/2026-11-11'],
    [{ days: null, week: null }, ''],
  ]
  for (const [document, field] of faulty) {
    const faults = faultsIn(() => read(document))
    t.same(faults, field === '' ? [] : [field], JSON.stringify(document))
  }
})
