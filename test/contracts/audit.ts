// Behaviour that every backend of Audit must show.
import type t from 'tap'
import type { Audit, AuditEvent, AuditLimits, AuditStreams } from '../../src/audit/audit.js'
import { eventOf } from '../support/audit/samples.js'

export interface AuditBench {
  readonly streams: AuditStreams
  /** Lets store time pass. */
  pass(ms: number): Promise<void>
}

type Tap = Pick<typeof t, 'test' | 'equal' | 'same' | 'match' | 'ok'>

export function auditContract(tap: Tap, make: (t: Tap, limits: AuditLimits) => Promise<AuditBench>): void {
  const limits = { entriesMost: 100, ageMs: 60_000 }
  const claim = (
    title: string,
    run: (t: Tap, bench: AuditBench & { readonly audit: Audit }) => Promise<void>,
    own: Partial<AuditLimits> = {},
  ) =>
    tap.test(title, async t => {
      const bench = await make(t, { ...limits, ...own })
      await run(t, { ...bench, audit: bench.streams.hits })
    })
  const batchOf = (number: number, events: readonly AuditEvent[], agoMs = 0) => ({
    from: 'a'.repeat(32),
    number,
    events: events.map(event => [agoMs, event] as const),
  })
  const kindsOf = async (audit: Audit) => (await audit.read('', 1_000)).map(({ kind }) => kind)

  claim('what is stored is read, whole and in order', async (t, { audit }) => {
    const events = [eventOf(), eventOf({ kind: 'admin', by: 'b' }), eventOf({ rule: '"换\n行"' })]
    await audit.append(batchOf(0, events))
    const read = await audit.read('', 10)
    t.same(
      read.map(({ id: _id, at: _at, ...event }) => event),
      events,
    )
  })

  claim('a batch that comes twice is stored once, the next one is stored', async (t, { audit }) => {
    for (const number of [0, 0, 1]) await audit.append(batchOf(number, [eventOf({ kind: `${number}` })]))
    await audit.append({ ...batchOf(1, [eventOf({ kind: 'other' })]), from: 'b'.repeat(32) })
    t.same(await kindsOf(audit), ['0', '1', 'other'])
  })

  claim('pages follow one another without gap or repetition', async (t, { audit }) => {
    await audit.append(
      batchOf(
        0,
        Array.from({ length: 5 }, (_, i) => eventOf({ kind: `${i}` })),
      ),
    )
    const first = await audit.read('', 2)
    const second = await audit.read(first.at(-1)?.id ?? '', 2)
    const third = await audit.read(second.at(-1)?.id ?? '', 2)
    t.same(
      [...first, ...second, ...third].map(({ kind }) => kind),
      ['0', '1', '2', '3', '4'],
    )
    t.same(await audit.read(third.at(-1)?.id ?? '', 2), [])
  })

  claim('reading can begin at a time', async (t, { audit, pass }) => {
    await audit.append(batchOf(0, [eventOf({ kind: 'old' })]))
    await pass(20)
    await audit.append(batchOf(1, [eventOf({ kind: 'new' })]))
    const [, newer] = await audit.read('', 2)
    const read = await audit.read((newer?.id ?? '').split('-')[0] ?? '', 10)
    t.same(
      read.map(({ kind }) => kind),
      ['new'],
    )
  })

  claim('an entry is dated when it happened', async (t, { audit }) => {
    await audit.append(batchOf(0, [eventOf()], 5_000))
    const [entry] = await audit.read('', 1)
    const agoMs = entry ? Number(entry.id.split('-')[0]) - entry.at : 0
    t.ok(
      agoMs >= 5_000 && agoMs < 6_000,
      `${agoMs} ms: Redis names an entry a moment after its script looked at the time`,
    )
  })

  claim(
    'of too many the oldest go',
    async (t, { audit }) => {
      for (const i of [0, 1]) {
        const events = [0, 1, 2].map(j => eventOf({ kind: `${3 * i + j}` }))
        await audit.append(batchOf(i, events))
      }
      t.same(await kindsOf(audit), ['2', '3', '4', '5'])
    },
    { entriesMost: 4 },
  )

  claim(
    'what customers cause removes no act of an operator, what they delete neither',
    async (t, { streams }) => {
      await streams.acts.append(batchOf(0, [eventOf({ kind: 'admin' }), eventOf({ kind: 'erasure' })]))
      await streams.erasures.append(batchOf(0, [eventOf({ kind: 'erasure' })]))
      for (let i = 0; i < 50; i++) {
        await streams.hits.append(
          batchOf(
            i,
            Array.from({ length: 20 }, () => eventOf()),
          ),
        )
        await streams.erasures.append(batchOf(i + 1, [eventOf({ kind: 'erasure', rule: 'dialog' })]))
      }
      t.same(await kindsOf(streams.acts), ['admin', 'erasure'])
      t.equal((await kindsOf(streams.hits)).length, 40)
      t.equal((await kindsOf(streams.erasures)).length, 40)
    },
    { entriesMost: 40 },
  )

  claim(
    'what is too old goes, also when nothing new comes',
    async (t, { audit, pass }) => {
      await audit.append(batchOf(0, [eventOf()]))
      await pass(150)
      await audit.append(batchOf(1, []))
      t.same(await kindsOf(audit), [])
    },
    { ageMs: 100 },
  )
}
