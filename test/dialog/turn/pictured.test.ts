// Turns whose questions come with pictures.
import t from 'tap'
import { lastOf, never, nextOf, turnOf, writeOf } from '../../../perf/load/dialog-turns.js'
import type { PicturedTurn, TurnPictures } from '../../../src/dialog/turn/pictured.js'
import { Problem } from '../../../src/problem.js'
import { withCards } from '../../../src/shop/subject.js'
import { openStage, type Stage } from '../../support/dialog/turn-rig.js'

const imageId = 'abcdefghijklmnopabcdefghijklmnop'
const cards = [{ kind: 'image', imageId }] as const
const asked = (words: string) => ({ text: withCards(words, cards), subject: { context: {}, cards } })
const marker = `[图片:${imageId}]`

/** Pictures whose text is this; every question about them is noted. */
function pictured(texts: readonly string[] | undefined, own: Partial<TurnPictures> = {}) {
  const reads: PicturedTurn[] = []
  const pictures: TurnPictures = {
    isReading: texts !== undefined,
    areOf: async () => true,
    async read(turn) {
      reads.push(turn)
      return texts ?? []
    },
    ...own,
  }
  return { pictures, reads }
}

async function answered(stage: Stage, words: string) {
  const prompts: string[] = []
  const { run, post, log, seen } = await openStage({
    vendor: ({ prompt }) => `第${prompts.push(prompt)}次`,
    ...stage,
  })
  const { turn } = await run(post(asked(words)).turn)
  return { turn, prompts, log, seen }
}

t.test('a picture alone that nothing reads is answered by the offer to have it looked at', async t => {
  const { turn, prompts } = await answered({ pictures: pictured(undefined).pictures }, '')
  t.match(turn, { text: marker, answer: { source: 'notice', text: '图片看不到', reason: 'picture-unseen' } })
  t.same(prompts, [])
})

t.test('beside words the vendor is told of it, and the customer that a person can look at it', async t => {
  const { turn, prompts } = await answered({ pictures: pictured(undefined).pictures }, '这个能退吗')
  t.match(turn, { text: `这个能退吗 ${marker}`, answer: { source: 'llm', text: '第1次\n图片看不到' } })
  t.match(prompts[0], /这个能退吗 .*顾客发来了图片/)
})

t.test('what is read in it is masked and becomes part of the question', async t => {
  const { pictures, reads } = pictured(['收货人13912345678'])
  const { turn, prompts, log, seen } = await answered({ pictures }, '电话13812345678对吗')
  t.match(turn.text, /^电话1\*{10}对吗 .* 图片中的文字：「收货人1\*{10}」$/)
  t.match(turn.answer, { source: 'llm', text: '第1次' })
  t.match(prompts[0], '图片中的文字：「收货人1**********」')
  t.notMatch(seen.join(), /13912345678|13812345678/)
  t.equal(reads.length, 1)
  t.equal(log.filter(what => what === 'phone in question').length, 2, 'each number is on record once')
})

t.test('a picture in which nothing can be read is as one that nothing reads', async t => {
  const { turn } = await answered({ pictures: pictured([]).pictures }, '')
  t.match(turn.answer, { source: 'notice', reason: 'picture-unseen' })
})

t.test('a blocked term in a picture does not pass', async t => {
  const { turn, prompts } = await answered({ pictures: pictured(['这里有禁词']).pictures }, '看看')
  t.match(turn.answer, { source: 'notice', reason: 'blocked' })
  t.same(prompts, [])
})

t.test('a picture of another dialog refuses the turn before anything is spent on it', async t => {
  const { pictures } = pictured(['x'], { areOf: async () => false })
  const { run, post, log } = await openStage({ pictures })
  const refusal = await run(post(asked('看看')).turn).catch(error => error)
  t.match(refusal, { kind: 'invalid-field', errors: [{ field: '/attachments' }] })
  t.same(log, [])
})

t.test('a picture is read once, however often its turn begins again', async t => {
  const { pictures, reads } = pictured(['订单'])
  const first = turnOf()
  const between = nextOf(first)
  let last = ''
  let asks = 0
  const { run, post, dialogs } = await openStage({
    pictures,
    async vendor() {
      if (++asks === 1) await dialogs.commit(writeOf(between, last, '插进来的'), never)
      return `第${asks}次`
    },
  })
  await dialogs.commit(writeOf(first, lastOf(await dialogs.begin(first, {}, never))), never)
  last = lastOf(await dialogs.begin(between, {}, never))
  await dialogs.abandon(between, between.origin)
  const reply = await run(post({ ...asked('看看'), dialogId: first.dialogId }).turn)
  t.match(reply.turn.answer, { text: '第2次' })
  t.equal(reads.length, 1)
})

t.test('while the store is away such a turn fails as others do', async t => {
  const { pictures } = pictured(['x'], {
    areOf: async () => {
      throw new Problem('store-away')
    },
  })
  const { run, post } = await openStage({ pictures })
  t.match(await run(post(asked('看看')).turn).catch(error => error), { kind: 'store-away' })
})
