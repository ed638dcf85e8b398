// What is tested of an answer, and how often.
import t from 'tap'
import { createGrounds } from '../../src/grounding/grounds.js'
import { createHeldStream } from '../../src/grounding/held-stream.js'
import { sentencesOf } from '../../src/grounding/sentences.js'
import { createVerdicts } from '../../src/grounding/verdicts.js'

/** Saturday, 28 November 2026, noon where the shop is. */
const now = Date.UTC(2026, 10, 28, 4)

function stage() {
  const grounds = createGrounds(now)
  const tested: string[] = []
  const verdicts = createVerdicts({
    ...grounds,
    hold(sentences) {
      tested.push(...sentences)
      return grounds.hold(sentences)
    },
  })
  return { verdicts, tested }
}

t.test('a streamed answer is tested once, not again with the whole', async t => {
  const { verdicts, tested } = stage()
  verdicts.add({ kind: 'result', text: '{"status":"运输中","amount":"129.00"}' })
  const text = '您的订单运输中。实付129元。\n预计明天送达！'
  const shown: string[] = []
  const stream = createHeldStream(verdicts.hold, piece => shown.push(piece))
  for (const character of text) stream.take(character)
  stream.end()
  t.same(verdicts.hold(sentencesOf(text)), [true, true, false])
  t.same(tested, ['您的订单运输中。', '实付129元。', '预计明天送达！'])
  t.equal(shown.join(''), '您的订单运输中。实付129元。\n')
})

t.test('what had no source is tested again when a source has come, what had one is not', async t => {
  const { verdicts, tested } = stage()
  t.same(verdicts.hold(['你好。', '您的订单已发货。']), [true, false])
  verdicts.add({ kind: 'result', text: '{"status":"已发货"}' })
  t.same(verdicts.hold(['你好。', '您的订单已发货。', '您的订单已发货。\n']), [true, true, true])
  t.same(tested, ['你好。', '您的订单已发货。', '您的订单已发货。'])
})

t.test('sentences that are tested together are judged as each alone', async t => {
  const grounds = createGrounds(now)
  grounds.add({ kind: 'text', text: '11月29日到吗？我付了129元，已经3天了' })
  const sentences = [
    ...['金额是129', '元。', '如果', '已发货。', '预计11', '-30送达', '明天到', '后天到', '3', '天内到。'],
    ...['共5', '件', '退', '款已到账', '129元', '130元', '周日送达', '周一送达', 'arrives Nov', '30'],
  ]
  t.same(
    grounds.hold(sentences),
    sentences.flatMap(sentence => grounds.hold([sentence])),
  )
})

t.test('a sentence without an end is cut, in a stream as in the whole', async t => {
  const text = `您好，${'这款耳机很好用，音质不错，'.repeat(100)}${'长'.repeat(900)}`
  const pieces = sentencesOf(text)
  t.equal(pieces.join(''), text)
  t.ok(pieces.every(piece => piece.length <= 400))
  const seen: string[] = []
  const stream = createHeldStream(
    sentences => {
      seen.push(...sentences)
      return sentences.map(() => true)
    },
    () => undefined,
  )
  for (const character of text) stream.take(character)
  stream.end()
  t.same(seen, pieces)
})
