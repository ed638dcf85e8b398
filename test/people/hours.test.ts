import t from 'tap'
import { type HoursDocument, openingHours } from '../../src/people/hours.js'

const at = (iso: string) => Date.parse(iso)
const iso = (time: number | undefined) => time && new Date(time).toISOString()

const shanghai: HoursDocument = {
  timezone: 'Asia/Shanghai',
  week: {
    mon: [
      ['08:00', '12:00'],
      ['13:30', '23:00'],
    ],
    sat: [['00:00', '24:00']],
    sun: [['00:00', '02:00']],
  },
  days: {},
}
// 2026-11-30 is a Monday.

t.test('it is open from the first minute of a span to the one before its last', async t => {
  const { isOpen } = openingHours(shanghai)
  for (const time of ['08:00:00', '11:59:59', '13:30:00', '22:59:59'])
    t.ok(isOpen(at(`2026-11-30T${time}+08:00`)), time)
  for (const time of ['07:59:59', '12:00:00', '13:29:59', '23:00:00'])
    t.notOk(isOpen(at(`2026-11-30T${time}+08:00`)), time)
})

t.test('a day of the week that is not named is closed', async t => {
  const { isOpen, nextOpenAt } = openingHours(shanghai)
  t.notOk(isOpen(at('2026-12-01T10:00:00+08:00')), 'Tuesday')
  t.equal(
    iso(nextOpenAt(at('2026-12-01T10:00:00+08:00'))),
    '2026-12-04T16:00:00.000Z',
    'Saturday, at midnight there',
  )
})

t.test('24:00 is midnight, and a span goes on in that of the next day', async t => {
  const { isOpen, nextOpenAt } = openingHours(shanghai)
  t.ok(isOpen(at('2026-12-05T23:59:59+08:00')))
  t.ok(isOpen(at('2026-12-06T00:00:00+08:00')))
  t.notOk(isOpen(at('2026-12-06T02:00:00+08:00')))
  t.equal(iso(nextOpenAt(at('2026-12-06T02:00:00+08:00'))), '2026-12-07T00:00:00.000Z')
})

t.test('it opens again later the same day', async t => {
  const { nextOpenAt } = openingHours(shanghai)
  t.equal(iso(nextOpenAt(at('2026-11-30T12:00:00+08:00'))), '2026-11-30T05:30:00.000Z')
})

t.test('the days of the shop are those of its time zone', async t => {
  const { isOpen } = openingHours({ ...shanghai, timezone: 'America/Los_Angeles' })
  t.notOk(isOpen(at('2026-11-30T09:00:00+08:00')), 'Sunday evening there')
  t.ok(isOpen(at('2026-11-30T09:00:00-08:00')))
})

t.test('a day by its date stands in the place of its weekday', async t => {
  const { isOpen, nextOpenAt } = openingHours({
    ...shanghai,
    days: { '2026-11-30': [], '2026-12-01': [['00:00', '24:00']] },
  })
  t.notOk(isOpen(at('2026-11-30T10:00:00+08:00')), 'closed on a Monday')
  t.ok(isOpen(at('2026-12-01T10:00:00+08:00')), 'open on a Tuesday')
  t.equal(iso(nextOpenAt(at('2026-11-30T10:00:00+08:00'))), '2026-11-30T16:00:00.000Z')
})

t.test('a shop that never opens has no next time', async t => {
  const never = openingHours({ timezone: 'Asia/Shanghai', week: {}, days: {} })
  t.notOk(never.isOpen(at('2026-11-30T10:00:00+08:00')))
  t.equal(never.nextOpenAt(at('2026-11-30T10:00:00+08:00')), undefined)
})

const newYork = (from: string, to: string): HoursDocument => ({
  timezone: 'America/New_York',
  week: { sun: [[from, to]] },
  days: {},
})

t.test('the clock of the shop counts when it is set forward', async t => {
  // On 2026-03-08 New York goes from 01:59 to 03:00.
  const usual = openingHours(newYork('09:00', '17:00'))
  t.equal(iso(usual.nextOpenAt(at('2026-03-08T03:00:00Z'))), '2026-03-08T13:00:00.000Z')
  const leapt = openingHours(newYork('02:30', '04:00'))
  t.equal(
    iso(leapt.nextOpenAt(at('2026-03-08T03:00:00Z'))),
    '2026-03-08T07:00:00.000Z',
    'at once after the leap',
  )
  t.ok(leapt.isOpen(at('2026-03-08T07:00:00Z')))
  t.notOk(leapt.isOpen(at('2026-03-08T06:59:00Z')))
})

t.test('the clock of the shop counts when it is set back', async t => {
  // On 2026-11-01 New York has the hour from 01:00 twice.
  const { isOpen, nextOpenAt } = openingHours(newYork('01:30', '03:00'))
  t.equal(
    iso(nextOpenAt(at('2026-11-01T00:00:00Z'))),
    '2026-11-01T05:30:00.000Z',
    'the first time that the clock shows it',
  )
  t.ok(isOpen(at('2026-11-01T06:30:00Z')), 'and the second')
  t.notOk(isOpen(at('2026-11-01T08:00:00Z')))
})
