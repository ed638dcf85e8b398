// Behaviour that every backend of Breakers must show.
import type t from 'tap'
import type { BreakerNews, BreakerShares } from '../../src/llm/breaker-share.js'

export interface BreakersBench {
  /** Another process. */
  join(origin: string): BreakerShares
  /** Longest time of a probe. */
  readonly probeMs: number
  /** Lets time pass. */
  pass(ms: number): Promise<void>
}

type Tap = Pick<typeof t, 'test' | 'equal' | 'same' | 'ok' | 'match'>

/** The news that a process receives, to be awaited one by one. */
export function hear(breakers: BreakerShares, name: string): { next(): Promise<BreakerNews> } {
  const heard: BreakerNews[] = []
  let wake = () => {}
  breakers.share(name).listen(news => {
    heard.push(news)
    wake()
  })
  return {
    async next() {
      for (;;) {
        const news = heard.shift()
        if (news) return news
        await new Promise<void>(resolve => {
          wake = resolve
        })
      }
    },
  }
}

export function breakersContract(tap: Tap, make: (t: Tap) => Promise<BreakersBench>): void {
  tap.test('an opening and a closing reach every process, for the vendor of that name alone', async t => {
    const { join } = await make(t)
    const [a, b] = [join('a'), join('b')]
    const heard = hear(b, 'v')
    const other: BreakerNews[] = []
    b.share('w').listen(news => other.push(news))
    a.share('v').announce({ kind: 'open', forMs: 60_000 })
    const opening = await heard.next()
    t.match(opening, { kind: 'open' })
    const forMs = opening.kind === 'open' ? opening.forMs : 0
    t.ok(forMs > 50_000 && forMs <= 60_000, `${forMs} of 60000 ms are left`)
    a.share('v').announce({ kind: 'closed' })
    t.same(await heard.next(), { kind: 'closed' })
    t.same(other, [])
  })

  tap.test('a process that starts while it is open hears how long it stays so', async t => {
    const { join, pass } = await make(t)
    const [a, b] = [join('a'), join('b')]
    const first = hear(a, 'v')
    a.share('v').announce({ kind: 'open', forMs: 60_000 })
    await first.next()
    await pass(50)
    const opening = await hear(b, 'v').next()
    const forMs = opening.kind === 'open' ? opening.forMs : 0
    t.ok(forMs > 50_000 && forMs <= 59_960, `${forMs} of 60000 ms are left`)
  })

  tap.test('one process owns the probe and may ask again', async t => {
    const { join } = await make(t)
    const [a, b] = [join('a').share('v'), join('b').share('v')]
    const first = await Promise.all([a.tryProbe(), b.tryProbe()])
    t.same([...first].sort(), [false, true])
    t.same(await Promise.all([a.tryProbe(), b.tryProbe()]), first)
    t.equal(await join('b').share('w').tryProbe(), true, 'another vendor has another probe')
  })

  tap.test('the probe of a process that died may be made by another', async t => {
    const { join, probeMs, pass } = await make(t)
    const [a, b] = [join('a').share('v'), join('b').share('v')]
    await a.tryProbe()
    await pass(probeMs + 1)
    t.equal(await b.tryProbe(), true)
    t.equal(await a.tryProbe(), false)
  })

  tap.test('the news of how a probe ended ends it', async t => {
    const { join } = await make(t)
    const [a, b] = [join('a'), join('b')]
    const heard = hear(b, 'v')
    await a.share('v').tryProbe()
    a.share('v').announce({ kind: 'open', forMs: 0 })
    await heard.next()
    t.equal(await b.share('v').tryProbe(), true)
    b.share('v').announce({ kind: 'closed' })
    await heard.next()
    t.equal(await a.share('v').tryProbe(), true)
  })
}
