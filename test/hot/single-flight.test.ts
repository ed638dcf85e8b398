import t from 'tap'
import type { Leases } from '../../src/hot/leases.js'
import { createMemoryLeases } from '../../src/hot/leases.memory.js'
import { createSingleFlight, type Landed } from '../../src/hot/single-flight.js'
import { fakeClock } from '../support/dialog/fake-time.js'

const ownSignal = () => new AbortController().signal
const soon = () => new Promise<void>(resolve => setImmediate(resolve))

/** A vendor that answers when a test says so. */
function heldVendor() {
  const calls: ((answer: string | undefined) => void)[] = []
  let awaited = () => undefined as undefined
  return {
    calls,
    ask: () =>
      new Promise<string | undefined>(resolve => {
        calls.push(resolve)
        awaited()
      }),
    /** Resolves when so many calls have come in. */
    async called(count: number): Promise<void> {
      while (calls.length < count) {
        await new Promise<void>(resolve => {
          awaited = () => void resolve()
        })
      }
    },
  }
}

function cluster() {
  const clock = fakeClock()
  const vendor = heldVendor()
  const joinLeases = createMemoryLeases(clock)
  function join(processId: string, change: (leases: Leases) => Leases = leases => leases) {
    const flights = createSingleFlight(change(joinLeases(processId)), processId, clock)
    return (key = 'q', signal = ownSignal()): Promise<Landed<string | undefined>> =>
      flights.run({ key, signal, ask: vendor.ask, shareOf: text => text })
  }
  return { clock, vendor, join }
}

const own = (result: string | undefined) => ({ kind: 'own', result })
const shared = (text: string) => ({ kind: 'shared', text })

t.test('2,000 who ask the same at once on two processes make one call', async t => {
  const { vendor, join } = cluster()
  const [a, b] = [join('a'), join('b')]
  const all = Array.from({ length: 2000 }, (_, i) => (i % 2 ? a() : b()))
  await vendor.called(1)
  await soon()
  vendor.calls[0]?.('好')
  const landings = await Promise.all(all)
  t.equal(vendor.calls.length, 1)
  t.equal(landings.filter(landing => landing.kind === 'own').length, 1)
  t.ok(landings.every(landing => landing.kind === 'own' || landing.text === '好'))
  t.same(await a(), shared('好'), 'who comes a moment later has come together with them')
})

t.test('different questions do not wait for each other', async t => {
  const { vendor, join } = cluster()
  const a = join('a')
  const [one, two] = [a('one'), a('two')]
  await vendor.called(2)
  vendor.calls[1]?.('二')
  t.same(await two, own('二'))
  vendor.calls[0]?.('一')
  t.same(await one, own('一'))
})

t.test('who asks again after an answer that nobody waited for makes a call', async t => {
  const { vendor, join } = cluster()
  const [a, b] = [join('a'), join('b')]
  for (const [i, process] of [a, a, b].entries()) {
    const asking = process()
    await vendor.called(i + 1)
    vendor.calls[i]?.(`答${i}`)
    t.same(await asking, own(`答${i}`))
  }
})

t.test('a leader that fails is replaced once, then everybody asks for himself', async t => {
  const { vendor, join } = cluster()
  const a = join('a')
  const all = [a(), a(), a(), a()]
  await vendor.called(1)
  vendor.calls[0]?.(undefined)
  await vendor.called(2)
  await soon()
  t.equal(vendor.calls.length, 2, 'one takes its place')
  vendor.calls[1]?.(undefined)
  await vendor.called(4)
  vendor.calls[2]?.('三')
  vendor.calls[3]?.('四')
  t.same(await Promise.all(all), [own(undefined), own(undefined), own('三'), own('四')])
})

t.test('a leader that throws is replaced too, and its caller gets the error', async t => {
  const { vendor, join } = cluster()
  const a = join('a')
  const [one, two] = [a(), a()]
  await vendor.called(1)
  // A rejected promise in the place of the answer.
  vendor.calls[0]?.(Promise.reject(new Error('broken')) as never)
  await t.rejects(one, { message: 'broken' })
  await vendor.called(2)
  vendor.calls[1]?.('好')
  t.same(await two, own('好'))
})

t.test('when the leading process fails, the other takes over', async t => {
  const { vendor, join } = cluster()
  const [a, b] = [join('a'), join('b')]
  const first = a()
  await vendor.called(1)
  const second = b()
  await soon()
  vendor.calls[0]?.(undefined)
  await vendor.called(2)
  vendor.calls[1]?.('好')
  t.same(await Promise.all([first, second]), [own(undefined), own('好')])
})

t.test('when the leading process dies, the other takes over as soon as the lease lapses', async t => {
  const { clock, vendor, join } = cluster()
  const dead = (leases: Leases): Leases => ({
    ...leases,
    renew: async () => undefined,
    send: async () => undefined,
  })
  const [a, b] = [join('a', dead), join('b')]
  const first = a()
  await vendor.called(1)
  const second = b()
  await soon()
  clock.move(1001)
  await vendor.called(2)
  vendor.calls[1]?.('好')
  t.same(await second, own('好'))
  vendor.calls[0]?.('晚')
  t.same(await first, own('晚'))
})

t.test('a lost message delays and loses nothing', async t => {
  const { vendor, join } = cluster()
  let lost = 0
  const lossy = (leases: Leases): Leases => ({
    ...leases,
    send: async (to, message) => {
      if (message.kind === 'landed' && lost++ === 0) return
      await leases.send(to, message)
    },
  })
  const [a, b] = [join('a', lossy), join('b')]
  const first = a()
  await vendor.called(1)
  const second = b()
  await soon()
  vendor.calls[0]?.('好')
  t.same(await Promise.all([first, second]), [own('好'), shared('好')])
  t.equal(lost, 2)
  t.equal(vendor.calls.length, 1)
})

t.test('a store that is away leaves each process its own flight', async t => {
  const { vendor, join } = cluster()
  const away = (leases: Leases): Leases => ({ ...leases, acquire: () => Promise.reject(new Error('away')) })
  const [a, b] = [join('a', away), join('b', away)]
  const all = [a(), a(), b(), b()]
  await vendor.called(2)
  vendor.calls[0]?.('好')
  vendor.calls[1]?.('好')
  t.same(await Promise.all(all), [own('好'), shared('好'), own('好'), shared('好')])
})

t.test('a follower whose time is over waits no longer', async t => {
  const { vendor, join } = cluster()
  const a = join('a')
  const first = a()
  await vendor.called(1)
  const over = new AbortController()
  const second = a('q', over.signal)
  over.abort()
  await vendor.called(2)
  vendor.calls[1]?.(undefined)
  t.same(await second, own(undefined), 'its own call sees the signal and ends at once')
  vendor.calls[0]?.('好')
  t.same(await first, own('好'))
})
