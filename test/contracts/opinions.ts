// Behaviour that every backend of Opinions must show.
import type t from 'tap'
import { limits, never, newId, owner, turnOf, writeOf } from '../../perf/load/dialog-turns.js'
import type { Dialogs } from '../../src/dialog/store/dialogs.js'
import type { DialogLimits } from '../../src/dialog/store/limits.js'
import type {
  AnswerReport,
  DialogOpinions,
  OpinionLimits,
  Opinions,
  OpinionWrite,
  Rating,
} from '../../src/feedback/opinions.js'

export interface OpinionBench {
  readonly dialogs: Pick<Dialogs, 'commit' | 'erase'>
  readonly opinions: Opinions
  pass(ms: number): Promise<void>
}

type Tap = Pick<typeof t, 'test' | 'equal' | 'same' | 'match'>
type Make = (t: Tap, dialogLimits: DialogLimits, opinionLimits: OpinionLimits) => Promise<OpinionBench>

const common = { shop: 'main', source: 'llm', variant: 'stable' } as const
const rating = (score: -1 | 1, turnId = newId()): Rating => ({ kind: 'rating', turnId, ...common, score })
const report = (text: string): AnswerReport => ({
  kind: 'report',
  reportId: newId(),
  turnId: newId(),
  ...common,
  grievance: 'wrong',
  text,
})

async function listOf(opinions: Opinions): Promise<DialogOpinions[]> {
  const listed: DialogOpinions[] = []
  for await (const one of opinions.all()) listed.push(one)
  return listed
}

/** A dialog with one turn, and a write of an opinion of it. */
async function openDialog({ dialogs }: OpinionBench) {
  const { dialogId, ...turn } = turnOf()
  await dialogs.commit(writeOf({ dialogId, ...turn }, ''), never)
  const write = (opinion: OpinionWrite['opinion'], once?: OpinionWrite['once']): OpinionWrite => ({
    dialogId,
    owner,
    opinion,
    ...(once && { once }),
  })
  return { dialogId, write }
}

export function opinionsContract(tap: Tap, make: Make): void {
  const claim = (
    title: string,
    run: (t: Tap, bench: OpinionBench) => Promise<void>,
    own: Partial<OpinionLimits & DialogLimits> = {},
  ) =>
    tap.test(title, async t => {
      const bounds = { entriesMost: 200, dialogsMost: 100, ...own }
      await run(t, await make(t, { ...limits, ...own }, bounds))
    })

  claim('opinions are kept with their dialog, the oldest first', async (t, bench) => {
    const { dialogId, write } = await openDialog(bench)
    const thumb = { ...rating(1), comment: '好 "😀"\n' }
    const wrong = report('不对')
    t.match(await bench.opinions.keep(write(thumb)), { kind: 'kept', before: undefined })
    await bench.pass(2)
    t.match(await bench.opinions.keep(write(wrong)), { kind: 'kept', before: undefined })
    t.match(await listOf(bench.opinions), [{ dialogId, opinions: [thumb, wrong] }])
    t.match(await bench.opinions.of(dialogId), [thumb, wrong])
    t.same(await bench.opinions.of(newId()), [])
  })

  claim('a rating replaces that of its turn and shows it', async (t, bench) => {
    const { write } = await openDialog(bench)
    const turnId = newId()
    await bench.opinions.keep(write(rating(1, turnId)))
    t.match(await bench.opinions.keep(write(rating(-1, turnId))), { kind: 'kept', before: { score: 1 } })
    const [dialog] = await listOf(bench.opinions)
    t.match(dialog?.opinions, [{ score: -1 }])
    t.equal(dialog?.opinions.length, 1)
  })

  claim('under a key an opinion is kept once, and another one is refused', async (t, bench) => {
    const { write } = await openDialog(bench)
    const turnId = newId()
    const once = { key: newId(), body: newId() }
    const first = await bench.opinions.keep(write(rating(1, turnId), once))
    await bench.opinions.keep(write(rating(-1, turnId)))
    await bench.pass(2)
    t.same(await bench.opinions.keep(write(rating(1, turnId), once)), {
      kind: 'repeated',
      at: first.kind === 'kept' ? first.at : 0,
    })
    t.same(await bench.opinions.keep(write(rating(1), { ...once, body: newId() })), { kind: 'key-reused' })
    t.match(await listOf(bench.opinions), [{ opinions: [{ score: -1 }] }], 'a late repetition undoes nothing')
  })

  claim(
    'a dialog has a bounded number of them',
    async (t, bench) => {
      const { write } = await openDialog(bench)
      const [one, two] = [rating(1), report('x')]
      await bench.opinions.keep(write(one))
      await bench.opinions.keep(write(two))
      t.same(await bench.opinions.keep(write(rating(1))), { kind: 'full' })
      t.same(await bench.opinions.keep(write(one, { key: newId(), body: newId() })), { kind: 'full' })
      t.match(
        await bench.opinions.keep(write({ ...one, score: -1 })),
        { kind: 'kept' },
        'in the place of one',
      )
    },
    { entriesMost: 2 },
  )

  claim('without the dialog, or for another customer, nothing is kept', async (t, bench) => {
    const { dialogId, write } = await openDialog(bench)
    t.same(await bench.opinions.keep({ ...write(rating(1)), owner: newId() }), { kind: 'absent' })
    t.same(await bench.opinions.keep({ ...write(rating(1)), dialogId: newId() }), { kind: 'absent' })
    t.same(await listOf(bench.opinions), [])
    await bench.opinions.keep(write(rating(1)))
    t.match(await listOf(bench.opinions), [{ dialogId }])
  })

  claim('they are gone with a deleted dialog', async (t, bench) => {
    const { dialogId, write } = await openDialog(bench)
    await bench.opinions.keep(write(rating(1)))
    await bench.dialogs.erase(dialogId, owner)
    t.same(await listOf(bench.opinions), [])
    t.same(await bench.opinions.keep(write(rating(1))), { kind: 'absent' })
    await bench.opinions.erase(dialogId)
    t.same(await listOf(bench.opinions), [])
  })

  claim(
    'they are gone with a dialog that has ended',
    async (t, bench) => {
      const { write } = await openDialog(bench)
      await bench.opinions.keep(write(rating(1)))
      await bench.pass(300)
      t.same(await listOf(bench.opinions), [])
    },
    { ttlMs: 200 },
  )

  claim(
    'of too many dialogs those that came first are no longer listed',
    async (t, bench) => {
      const kept: string[] = []
      for (let i = 0; i < 3; i++) {
        const { dialogId, write } = await openDialog(bench)
        await bench.opinions.keep(write(rating(1)))
        await bench.pass(2)
        kept.push(dialogId)
      }
      const listed = (await listOf(bench.opinions)).map(({ dialogId }) => dialogId)
      t.same(listed, kept.slice(1))
    },
    { dialogsMost: 2 },
  )
}
