import t from 'tap'
import { packPromise, unpackPromise } from '../../../src/dialog/store/turn-codec.js'
import { createSealedTurns } from '../../../src/dialog/turn/sealed-turn.js'
import { createSeal } from '../../../src/privacy/seal.js'

const parts = { hasTools: true, holdsValues: false }
const seal = createSeal('key', 'promised turn')
const sealed = createSealedTurns(seal, parts)
const subject = { context: { orderId: '20240001' }, cards: [] }
const order = {
  customer: { uid: '张三 u1', owner: 'o1', ref: 'c-17' },
  language: 'en',
  subject,
  text: '我是张三',
}
const asked = { order, masked: ['name'] } as never
const turn = { key: 'k', textHash: 'h', shop: '店 1', text: '到哪了\n快' }
const ref = { dialogId: 'd'.repeat(32), turnId: 't'.repeat(32) }

t.test('a promise keeps its customer and subject, readable only with the key', async t => {
  const line = packPromise(turn, { traceparent: 'tp', leftMs: 900, sealed: sealed.seal(asked) ?? '' })
  t.notMatch(line, /张三|20240001/)
  const orphan = unpackPromise(ref, 'p'.repeat(32), `o1 1 100\n${line}`)
  t.match(orphan, { ...turn, owner: 'o1', leftMs: 800 })
  t.match(sealed.open(orphan), { uid: '张三 u1', ref: 'c-17', language: 'en', subject })
  t.equal(sealed.open({ ...orphan, owner: 'o2' }), undefined, 'not for another customer')
  t.equal(
    createSealedTurns(createSeal('other', 'promised turn'), parts).open(orphan),
    undefined,
    'not under another key',
  )
})

t.test('a promise without a sealed part and one of an earlier build are read as they were', async t => {
  const plain = unpackPromise(
    ref,
    'p'.repeat(32),
    `o1 1 100\n${packPromise(turn, { traceparent: 'tp', leftMs: 900 })}`,
  )
  t.match(plain, { ...turn, leftMs: 800 })
  t.notOk('sealed' in plain)
  const old = unpackPromise(ref, 'p'.repeat(32), 'o1 1 100\nk h tp main 900\n到哪了')
  t.match(old, { shop: 'main', leftMs: 800, text: '到哪了' })
  t.notOk('sealed' in old)
  t.equal(sealed.open(old), undefined)
})

t.test('the raw question is kept only where values are held and masking has changed it', t => {
  const opened = (hasTools: boolean, holdsValues: boolean, masked: readonly string[] = ['name']) => {
    const turns = createSealedTurns(seal, { hasTools, holdsValues })
    const line = turns.seal({ order, masked } as never)
    return line === undefined ? undefined : turns.open({ sealed: line, owner: 'o1' })
  }
  t.equal(opened(false, false), undefined)
  t.equal(opened(false, true, []), undefined)
  t.match(opened(false, true), { uid: '', text: '我是张三' }, 'no tool needs the customer')
  t.match(opened(true, true), { uid: '张三 u1', text: '我是张三' })
  t.notOk('text' in (opened(true, false) ?? {}))
  t.notOk('text' in (opened(true, true, []) ?? {}))
  t.end()
})
