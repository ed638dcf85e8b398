import t from 'tap'
import { MATCHED_CHARACTERS, patternFault, wholePattern } from '../../src/shop/pattern-cost.js'

t.test('patterns of ids are taken', async t => {
  const good = [
    '^[0-9]{8,20}$',
    '[A-Z]{2}-?\\d{6,12}',
    '(?:JD|SF)\\d+',
    '^\\p{L}+$',
    'a|b|c',
    '[^\\]]{1,9}',
    '(ab)?c',
    '\\d+-\\d+',
  ]
  for (const pattern of good) t.equal(patternFault(pattern), undefined, pattern)
})

t.test('patterns that may take exponential time are refused', async t => {
  const bad = [
    '(a+)+',
    '(a*)*b',
    '(a|a)*',
    '(\\d|\\w)+$',
    '((a?){30})',
    '(?:a{1,9}){1,9}',
    '\\d+\\d+\\d+\\d+\\d+',
    '(x+x+)+y',
  ]
  for (const pattern of bad) t.equal(patternFault(pattern), 'may take exponential time', pattern)
})

t.test('patterns that look around or back, or are none, are refused', async t => {
  for (const pattern of ['(?=a)b', '(?<=a)b', '(?<n>a)', '(a)\\1'])
    t.match(patternFault(pattern), /must not look/, pattern)
  for (const pattern of ['(', '[', 'a{2,1}', '*', '\\'])
    t.equal(patternFault(pattern), 'does not compile', pattern)
})

t.test('an accepted pattern is quick on the worst text', async t => {
  const worst = [`${'1'.repeat(MATCHED_CHARACTERS - 1)}x`, 'a'.repeat(MATCHED_CHARACTERS)]
  const patterns = ['\\d+-\\d+', '[0-9]{0,100}[0-9]{0,100}[0-9]{0,9}$', '(?:\\d{1,2}){1,16}'].filter(
    pattern => patternFault(pattern) === undefined,
  )
  t.ok(patterns.length > 0)
  for (const pattern of patterns) {
    const rule = wholePattern(pattern)
    const start = process.cpuUsage()
    for (const text of worst) rule.test(text)
    const { user } = process.cpuUsage(start)
    t.ok(user < 200_000, `${pattern} took ${user} µs`)
  }
})

t.test('a pattern holds for the whole value', async t => {
  t.notOk(wholePattern('[0-9]{8}').test('12345678/../x'))
  t.ok(wholePattern('a|b').test('b'))
})
