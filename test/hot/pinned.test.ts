import t from 'tap'
import { shopDocument, toSetting } from '../../src/documents/documents.js'
import { Problem } from '../../src/problem.js'
import { ask, hotProcess, main } from '../support/hot/samples.js'

const pins = [
  { question: '运费多少？', answer: '满 99 包邮' },
  { question: '这个还能退吗', answer: '可以' },
]

t.test('a pinned answer is served for any turn with its normal form, context or not', async t => {
  const { hot, pin } = hotProcess()
  await pin('main', pins)
  t.same(hot.find(ask(main, '请问运费多少', ['优惠券'])), { text: '满 99 包邮', ai: false })
  t.equal(hot.find(ask(main, '这个还能退吗', undefined))?.text, '可以')
  t.equal(
    hot.findEvenOld(ask({ ...main, promptVersion: 'p9', variant: 'canary' }, '运费多少', []))?.text,
    '满 99 包邮',
  )
})

t.test('a pinned answer stays in its shop', async t => {
  const { hot, pin } = hotProcess()
  await pin('a/b%', pins)
  t.equal(hot.find(ask({ ...main, shop: 'a/b%' }, '运费多少', []))?.text, '满 99 包邮')
  for (const shop of ['main', 'a', 'a/b', 'a%2Fb%25', '']) {
    t.equal(hot.find(ask({ ...main, shop }, '运费多少', []))?.text, undefined, shop)
  }
})

t.test('pins are replaced as a whole, on every process', async t => {
  const one = hotProcess()
  const two = hotProcess(one.settings)
  await one.pin('main', pins)
  t.equal(two.turn('运费多少'), '满 99 包邮')
  await two.pin('main', [])
  t.equal(one.turn('运费多少'), undefined)
  t.same(one.pinned.list('main'), [])
})

t.test('hit counts outlive a change of something else', async t => {
  const { hot, pin, settings, turn } = hotProcess()
  await pin('main', pins)
  turn('运费多少')
  await settings.write({ gray: '{}' })
  t.equal(hot.list('main').pinned[0]?.hits, 1)
})

t.test('faulty pins are refused, each by its place', async t => {
  const { pinned, pin } = hotProcess()
  const faulty = [
    { question: '？', answer: '好' },
    { question: '运费', answer: ' ' },
    { question: '运费？', answer: '好' },
  ]
  const error: unknown = await pin('main', faulty).catch((reason: unknown) => reason)
  t.ok(error instanceof Problem && error.kind === 'invalid-field')
  t.same(error instanceof Problem && error.errors.map(({ field }) => field), [
    '/pinned/0/question',
    '/pinned/1/answer',
    '/pinned/2/question',
  ])
  await t.rejects(
    pin(
      'main',
      Array.from({ length: 1001 }, (_, i) => ({ question: `问${i}`, answer: '好' })),
    ),
  )
  t.same(pinned.list('main'), [])
})

t.test('stored pins that cannot be read leave in force what was before them', async t => {
  const { pinned, pin, settings, turn } = hotProcess()
  await pin('main', pins)
  for (const text of ['hello', 'null', '{}', '[null]', '[{"question":5,"answer":"免费"}]']) {
    await settings.write({ [shopDocument('hot', 'main')]: toSetting({ version: 9, text }) })
    t.equal(turn('运费多少'), '满 99 包邮', text)
  }
  t.equal(pinned.list('main').length, pins.length)
})
