import fc from 'fast-check'
import t from 'tap'
import { asker, fakeChat, fakeParts, readyChat } from '../../../perf/load/fake-front.js'
import { refusalTiming, serverTiming } from '../../../src/front/http/server-timing.js'
import { Problem } from '../../../src/problem.js'

const none = { frontMs: 0, maskMs: 0, placeMs: 0, answerMs: 0, vendorMs: 0, commitMs: 0 }

/** The header as a table of names and milliseconds. */
function read(header: string): Record<string, number> {
  return Object.fromEntries(
    header.split(', ').map(metric => {
      const [, name = '', ms] = /^([a-z]+);dur=(\d+)$/.exec(metric) ?? []
      return [name, Number(ms)]
    }),
  )
}

t.test('it names the steps that took time, in their order', async t => {
  const steps = { ...none, frontMs: 2, answerMs: 120, vendorMs: 118, commitMs: 3 }
  t.equal(
    serverTiming(steps, 125),
    'front;dur=2, answer;dur=120, vendor;dur=118, commit;dur=3, total;dur=125',
  )
  t.equal(serverTiming(none, 0), 'total;dur=0')
})

t.test('a step under way is the rest', async t => {
  const steps = { ...none, frontMs: 2, maskMs: 1 }
  t.equal(serverTiming(steps, 401), 'front;dur=2, mask;dur=1, rest;dur=398, total;dur=401')
})

t.test('whatever the steps took, they and the rest add up to the total', async t => {
  const ms = fc.nat(5000)
  const anySteps = fc.record({
    frontMs: ms,
    maskMs: ms,
    placeMs: ms,
    answerMs: ms,
    vendorMs: ms,
    commitMs: ms,
  })
  fc.assert(
    fc.property(anySteps, ms, (steps, restMs) => {
      const { frontMs, maskMs, placeMs, answerMs, commitMs } = steps
      const totalMs = frontMs + maskMs + placeMs + answerMs + commitMs + restMs
      const { total, vendor: _partOfAnswer, ...shares } = read(serverTiming(steps, totalMs))
      t.equal(total, totalMs)
      t.equal(
        Object.values(shares).reduce((sum, share) => sum + share, 0),
        totalMs,
      )
    }),
  )
})

t.test('an answer, a promise and a refusal of a turn carry it; other replies do not', async t => {
  const timing = { 'Server-Timing': /total;dur=\d+$/ }
  const ready = await asker(fakeParts(readyChat()))
  t.match(await ready({ body: { text: 'x' } }), { status: 200, headers: timing })
  t.notMatch((await ready({ method: 'GET', path: '/healthz' })).headers, timing)
  const held = await asker(fakeParts(fakeChat()))
  t.match(await held({ body: { text: 'x' } }), { status: 202, headers: timing })
  const full = fakeChat()
  full.onPost = () => {
    throw new Problem('mailbox-full')
  }
  t.match(await (await asker(fakeParts(full)))({ body: { text: 'x' } }), { status: 429, headers: timing })
})

t.test('a refusal has no other step than the front', async t => {
  t.equal(refusalTiming(160.4), 'front;dur=160, total;dur=160')
})
