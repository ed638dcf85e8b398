import t from 'tap'
import { documentOf, grayDocument, settled } from '../../src/gray/gray-document.js'
import { Problem } from '../../src/problem.js'

let runs = 0
const newId = () => `run${++runs}`
const type = grayDocument({ hasFallback: false, newId })

function faultsOf(act: () => unknown): readonly string[] {
  try {
    act()
    return []
  } catch (error) {
    return error instanceof Problem ? error.errors.map(({ field }) => field) : ['no problem']
  }
}

t.test('missing fields get their defaults, and faulty ones are named', async t => {
  t.match(documentOf(type.read({ name: 'r1', percent: 5 })), {
    name: 'r1',
    percent: 5,
    offset: 0,
    variant: {},
    observe_s: 1_800,
    on_worse: 'rollback',
  })
  const faulty = {
    name: 'R 1',
    percent: 101,
    offset: 100,
    observe_s: 179,
    on_worse: 'shrug',
    again: 'yes',
    variant: { url: 'http://169.254.169.254/', model: '../etc passwd', temperature: 3, max_tokens: 0 },
  }
  t.same([...faultsOf(() => type.read(faulty))].sort(), [
    ...['/again', '/name', '/observe_s', '/offset', '/on_worse', '/percent'],
    ...['/variant/max_tokens', '/variant/model', '/variant/temperature', '/variant/url'],
  ])
  t.same(
    faultsOf(() => type.read({ name: 'stable' })),
    ['/name'],
  )
})

t.test('a vendor that is not there cannot be released', async t => {
  const release = type.read({ percent: 5, variant: { vendor: 'fallback' } })
  t.same(
    faultsOf(() => type.check(release, '*')),
    ['/variant/vendor'],
  )
  t.same(
    faultsOf(() => grayDocument({ hasFallback: true, newId }).check(release, '*')),
    [],
  )
})

t.test(
  'a release that an operator writes is watched from its beginning, whatever was there before',
  async t => {
    const written = type.succeed?.(type.start, type.read({ name: 'r1', percent: 5 }))
    t.match(written, { state: 'observing', run: /^run\d+$/, rolledBack: [] })
    t.match(type.succeed?.(type.start, type.read({ name: 'r1' })), { state: 'off' })
    const judged = written && settled(written, 'same', undefined)
    t.match(
      judged && type.succeed?.(type.start, judged),
      { state: 'observing' },
      'a verdict is not brought back',
    )
  },
)

t.test('a rolled-back release comes again only with `again`, another release at once', async t => {
  const order = { name: 'r1', percent: 5, variant: { model: 'm2', temperature: 1 } }
  const finding = { metric: 'errors', stable: 0.01, canary: 0.04 } as const
  const back = settled(type.read(order), 'rolled-back', finding)
  t.match(back, { percent: 0, state: 'rolled-back', finding, rolledBack: { length: 1 } })
  // Another order of its fields is the same variant.
  const same = type.read({ ...order, percent: 1, variant: { temperature: 1, model: 'm2' } })
  t.same(
    faultsOf(() => type.succeed?.(back, same)),
    ['/again'],
  )
  t.match(type.succeed?.(back, { ...same, again: true }), { state: 'observing' })
  t.match(type.succeed?.(back, { ...same, percent: 0 }), { state: 'off', rolledBack: { length: 1 } })
  t.match(type.succeed?.(back, type.read({ ...order, name: 'r2' })), { state: 'observing' })
})

t.test('only the last twenty rolled-back releases are remembered', async t => {
  let release = type.start
  for (let n = 0; n < 25; n++) release = settled({ ...release, name: `r${n}` }, 'rolled-back', undefined)
  t.equal(release.rolledBack.length, 20)
})

t.test('a stored release is read back whole, and a text of another form counts as none', async t => {
  const finding = { metric: 'notices', stable: 0, canary: 0.2 } as const
  const release = settled(type.read({ name: 'r1', percent: 9 }), 'better', finding)
  t.same(type.parse(type.format(release)), release)
  t.equal(settled(release, 'promoted', finding).percent, 100)
  for (const text of ['{}', '[]', '{"state":"odd","run":"","rolledBack":[]}', '{"state":"off","run":""}'])
    t.throws(() => type.parse(text), text)
})
