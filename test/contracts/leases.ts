// Behaviour that every backend of Leases must show.
import type t from 'tap'
import { type JoinLeases, LEASE_MS } from '../../src/hot/leases.js'

export interface LeaseBench {
  readonly join: JoinLeases
  /** Lets time pass. */
  pass(ms: number): Promise<void>
}

type Tap = Pick<typeof t, 'test' | 'equal' | 'same'>

export function leasesContract(tap: Tap, make: (t: Tap) => Promise<LeaseBench>): void {
  tap.test('the first to take a lease holds it, the others learn who does', async t => {
    const { join } = await make(t)
    const [a, b] = [join('a'), join('b')]
    t.equal(await a.acquire('k'), 'a')
    t.equal(await b.acquire('k'), 'a')
    t.equal(await a.acquire('k'), 'a', 'still ours')
    t.equal(await b.acquire('other'), 'b')
  })

  tap.test('a lease that is not kept lapses, one that is kept stands', async t => {
    const { join, pass } = await make(t)
    const [a, b] = [join('a'), join('b')]
    await a.acquire('dropped')
    await a.acquire('kept')
    await pass(LEASE_MS * 0.6)
    await a.renew('kept')
    await pass(LEASE_MS * 0.6)
    t.equal(await b.acquire('dropped'), 'b')
    t.equal(await b.acquire('kept'), 'a')
  })

  tap.test('only its holder can drop or keep a lease', async t => {
    const { join, pass } = await make(t)
    const [a, b] = [join('a'), join('b')]
    await a.acquire('k')
    await b.release('k')
    t.equal(await b.acquire('k'), 'a')
    await pass(LEASE_MS * 0.6)
    await b.renew('k')
    await pass(LEASE_MS * 0.6)
    t.equal(await b.acquire('k'), 'b')
    await b.release('k')
    t.equal(await a.acquire('k'), 'a')
  })

  tap.test('a message reaches the process it is sent to, with its sender', async t => {
    const { join } = await make(t)
    const [a, b] = [join('a'), join('b')]
    const heard = new Promise(resolve => b.listen((from, message) => resolve({ from, message })))
    const message = { kind: 'landed', key: 'k', text: '明天\n发货' } as const
    // A backend may need a moment until it listens: what is lost is sent again.
    const sending = setInterval(() => void a.send('b', message), 5)
    t.same(await heard, { from: 'a', message })
    clearInterval(sending)
  })
}
