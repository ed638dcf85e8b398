import t from 'tap'
import {
  type JsonRules,
  listOf,
  matching,
  oneOf,
  readFields,
  sentence,
  share,
  whole,
} from '../../src/documents/fields.js'
import { faultsIn } from '../support/documents/faults.js'

interface Tea {
  readonly kind: string
  readonly cups: number
  readonly note?: string
}

const rules: JsonRules<Tea> = {
  defaults: { cups: 1 },
  checks: { kind: oneOf('green', 'black'), cups: whole(1, 3), note: sentence(5) },
  optional: ['note'],
}

t.test('a missing or null field is its default, and what has no rule is left out', async t => {
  t.same(readFields({ kind: 'green', cups: null, sugar: 2 }, rules), { kind: 'green', cups: 1 })
  t.same(readFields({ kind: 'black', cups: 3, note: 'hot' }, rules), { kind: 'black', cups: 3, note: 'hot' })
})

t.test('all faults are named at once, also a field that has no default', async t => {
  t.same(
    faultsIn(() => readFields({ cups: 4, note: '' }, rules)),
    ['/kind', '/cups', '/note'],
  )
  for (const none of [null, [], 'x', 1])
    t.same(
      faultsIn(() => readFields(none, rules)),
      [''],
    )
})

t.test('each check takes what it names and nothing else', async t => {
  const cases = [
    { check: oneOf(true, false), good: [true, false], bad: ['true', 0, null] },
    { check: whole(0, 2), good: [0, 2], bad: [-1, 3, 1.5, '1', Number.NaN] },
    { check: share(), good: [0, 0.5, 1], bad: [-0.1, 1.1, '1', Number.NaN] },
    { check: sentence(2), good: ['a', '😀😀'], bad: ['', ' ', 'abc', 1] },
    { check: matching(/^a+$/, 'must be a'), good: ['aa'], bad: ['b', 1] },
    { check: listOf(whole(1, 2), 2), good: [[], [1, 2]], bad: [[1, 1, 1], [3], 'x', {}] },
  ]
  for (const { check, good, bad } of cases) {
    for (const value of good) t.same(check(value), [], JSON.stringify(value))
    for (const value of bad) t.ok(check(value).length > 0, JSON.stringify(value))
  }
  t.match(listOf(whole(1, 2), 5)([1, 9, 'x']), [{ field: '/1' }, { field: '/2' }])
})
