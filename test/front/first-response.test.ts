// What the front tells of each first response, for the count of bad seconds.
import t from 'tap'
import { countReply, StreamMeter } from '../../src/front/first-response.js'
import type { FirstResponse } from '../../src/ops/second-tallies.js'

function metered(limitMs?: number) {
  const served: FirstResponse[] = []
  const broken: number[] = []
  const meter = {
    served: (each: FirstResponse) => void served.push(each),
    broke: (at: number) => void broken.push(at),
  }
  return { served, broken, meter: new StreamMeter(meter, { admittedAt: 7 }, limitMs) }
}

t.test('of a stream the first event counts, once', t => {
  const { meter, served, broken } = metered()
  meter.begun()
  meter.begun()
  t.same(served, [{ arrivedAt: 7, limitMs: 500, isFault: false }])
  t.same(broken, [])
  t.end()
})

t.test('a stream that begins with a fault of ours is a fault; one that ends with it broke off', t => {
  const first = metered()
  first.meter.failed({ kind: 'store-away' })
  t.same(first.served, [{ arrivedAt: 7, limitMs: 500, isFault: true }])
  const later = metered(9_000)
  later.meter.begun()
  later.meter.failed({ kind: 'deadline-passed' })
  t.same(later.served, [{ arrivedAt: 7, limitMs: 9_000, isFault: false }])
  t.same(later.broken, [7])
  t.end()
})

t.test('a refusal for lack of room is a reply like any other, a wrong request is none', t => {
  const full = metered()
  full.meter.failed({ kind: 'rate-limited' })
  t.same(full.served, [{ arrivedAt: 7, limitMs: 500, isFault: false }])
  const wrong = metered()
  wrong.meter.failed({ kind: 'invalid-field' })
  wrong.meter.failed({ kind: 'gone' })
  t.same(wrong.served, [])
  t.same(wrong.broken, [])
  t.end()
})

t.test('a whole reply counts by its status and its turn, and a stream that only begins does not', t => {
  const served: FirstResponse[] = []
  const meter = { served: (each: FirstResponse) => void served.push(each) }
  const times = { turnFrom: 7, limitMs: 2_000 }
  const whole = { type: '', body: '', headers: {} }
  for (const status of [200, 202, 429, 503, 401, 422, 410]) countReply(meter, { ...whole, status }, times)
  countReply(meter, { ...whole, status: 200 }, { ...times, turnFrom: undefined })
  countReply(meter, { status: 200, type: '', headers: {}, start: () => undefined }, times)
  t.same(
    served.map(({ isFault }) => isFault),
    [false, false, false, true],
  )
  t.same(served[0], { arrivedAt: 7, limitMs: 2_000, isFault: false })
  t.end()
})
