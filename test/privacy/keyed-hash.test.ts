import fc from 'fast-check'
import t from 'tap'
import { createKeyedHash } from '../../src/privacy/keyed-hash.js'

const hash = createKeyedHash('a key of this test')

t.test('a hash is 32 hex digits, the same for the same value', async t => {
  t.match(hash('uid', 'u1'), /^[0-9a-f]{32}$/)
  t.equal(hash('uid', 'u1'), hash('uid', 'u1'))
})

t.test('another key or another purpose gives another hash', async t => {
  t.not(hash('uid', 'u1'), hash('key', 'u1'))
  t.not(hash('uid', 'u1'), createKeyedHash('another key')('uid', 'u1'))
})

t.test('parts cannot be shifted into one another', async t => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.string(),
      fc.string({ minLength: 1 }),
      (a, b, c) => hash('open', a + c, b) !== hash('open', a, c + b),
    ),
  )
  t.pass()
})
