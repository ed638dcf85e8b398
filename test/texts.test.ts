import t from 'tap'
import { languageOf } from '../src/language.js'
import { problems } from '../src/problem.js'
import { createTexts } from '../src/texts.js'

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

t.test('no sentence but those about people promises a person, a record or a later reply', async t => {
  const promise =
    /人工|转接|同事|已记录|尽快|会.{0,4}回复|a person|noted|recorded|will (?:be )?(?:answer|reply)|get back/i
  for (const language of ['zh', 'en']) {
    const {
      problems: refusals,
      notices,
      people: _people,
      ...sentences
    } = createTexts(undefined).for(language)
    for (const text of [refusals, notices, sentences].flatMap(group => Object.values(group))) {
      t.notMatch(text, promise)
    }
  }
})

t.test('each reason for having no answer has a sentence of its own, with what to do next', async t => {
  for (const language of ['zh', 'en']) {
    const notices = Object.values(createTexts(undefined).for(language).notices)
    t.equal(new Set(notices).size, notices.length)
    for (const notice of notices) t.match(notice, /请|Please/)
  }
})

t.test('a shop replaces single sentences', async t => {
  const texts = createTexts({ zh: { problems: { 'rate-limited': '稍等' }, notices: { busy: '人多' } } })
  t.equal(texts.for('zh').notices.busy, '人多')
  t.equal(texts.for('zh').notices.declined, createTexts(undefined).for('zh').notices.declined)
  t.equal(texts.for('zh').problems['rate-limited'], '稍等')
  t.equal(texts.for('zh').problems.internal, createTexts(undefined).for('zh').problems.internal)
})

t.test('an entry that is no sentence names itself', async t => {
  t.throws(() => createTexts({ zh: { problems: { nope: 'x' } } }), /zh\.problems\.nope/)
  t.throws(() => createTexts({ zh: { notices: { nope: 'x' } } }), /zh\.notices\.nope/)
  t.throws(() => createTexts({ zh: { unsure: 1 } }), /zh\.unsure/)
  t.throws(() => createTexts({ fr: {} }), /fr/)
  t.throws(() => createTexts('x'), /TEXTS_FILE/)
})

t.test('of an Accept-Language header the first 256 characters are read', async t => {
  t.same(
    [undefined, 'fr', 'zh', 'en;q=0.1', 'en,zh'].map(header => languageOf(header, 'en')),
    ['en', 'en', 'zh', 'en', 'zh'],
  )
  t.equal(languageOf(`${'fr,'.repeat(84)}en`), 'en')
  t.equal(languageOf(`${','.repeat(256)}en`), 'zh')
})

t.test('what every object has is no language', async t => {
  t.throws(() => createTexts({ constructor: {} }), /constructor is not a language/)
})
