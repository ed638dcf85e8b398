import t from 'tap'
import { problems } from '../src/problem.js'
import { createTexts, languageOf } from '../src/texts.js'

t.test('every problem has a sentence in every language', async t => {
  for (const language of ['zh', 'en']) {
    const texts = createTexts(undefined).for(language)
    for (const kind of Object.keys(problems))
      t.ok(texts.problems[kind as keyof typeof problems], `${language} ${kind}`)
  }
})

t.test('the language with the higher weight wins, Chinese when they are equal or absent', async t => {
  const rows: [string | undefined, string][] = [
    [undefined, 'zh'],
    ['', 'zh'],
    ['fr', 'zh'],
    ['*', 'zh'],
    ['en', 'en'],
    ['EN-us', 'en'],
    ['zh-Hans-CN,en;q=0.9', 'zh'],
    ['en,zh', 'zh'],
    ['en;q=0.8, zh;q=0.3', 'en'],
    ['en;q=0', 'zh'],
    ['en;q=9', 'zh'],
    ['english', 'zh'],
  ]
  for (const [header, language] of rows) t.equal(languageOf(header), language, String(header))
})

t.test('a shop replaces single sentences', async t => {
  const texts = createTexts({ zh: { problems: { 'rate-limited': '稍等' } } })
  t.equal(texts.for('zh').problems['rate-limited'], '稍等')
  t.equal(texts.for('zh').problems.internal, createTexts(undefined).for('zh').problems.internal)
})

t.test('an entry that is no sentence names itself', async t => {
  t.throws(() => createTexts({ zh: { problems: { nope: 'x' } } }), /zh\.problems\.nope/)
  t.throws(() => createTexts({ zh: { notice: 1 } }), /zh\.notice/)
  t.throws(() => createTexts({ fr: {} }), /fr/)
  t.throws(() => createTexts('x'), /TEXTS_FILE/)
})
