// The field that a refusal names, and what it says of it.
import { Type } from '@sinclair/typebox'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import t from 'tap'
import { Question } from '../../../src/front/chat/json.js'
import { faultsOf } from '../../../src/front/http/field-faults.js'
import { CompletionOrder } from '../../../src/front/openai/json.js'
import { readFrame } from '../../../src/front/socket/frames.js'

const question = TypeCompiler.Compile(Question)
const completion = TypeCompiler.Compile(CompletionOrder)
const asked = (value: object) => faultsOf(question, { text: 'x', ...value })
const completed = (value: object) => faultsOf(completion, value)
const printable = 'must be 1 to 128 printable characters'
const card = { type: 'order', order_id: '1' }

t.test('a fault inside a member that may be null is told where it is', async t => {
  t.same(asked({ context: { page: '' } }), [{ field: '/context/page', message: printable }])
  t.same(asked({ context: { page: '', order_id: 5 } }), [
    { field: '/context/order_id', message: printable },
    { field: '/context/page', message: printable },
  ])
  t.same(asked({ context: 5 }), [{ field: '/context', message: 'must be a JSON object' }])
  t.same(asked({ dialog_id: 'x' }), [{ field: '/dialog_id', message: 'must be 32 lower-case hex digits' }])
})

t.test('a list tells its bounds', async t => {
  const most = [{ field: '/attachments', message: 'must be a list of at most 4' }]
  t.same(asked({ attachments: Array(5).fill(card) }), most)
  t.same(asked({ attachments: {} }), most)
  t.same(completed({ messages: [] }), [{ field: '/messages', message: 'must be a list of at least 1' }])
  const some = TypeCompiler.Compile(Type.Array(Type.Null(), { minItems: 1, maxItems: 3 }))
  t.same(faultsOf(some, []), [{ field: '', message: 'must be a list of 1 to 3' }])
  const any = TypeCompiler.Compile(Type.Array(Type.Null()))
  t.same(faultsOf(any, 1), [{ field: '', message: 'must be a list' }])
})

t.test('of several objects the one that its type names is meant', async t => {
  const field = '/attachments/1/product_id'
  t.same(asked({ attachments: [card, { type: 'product' }] }), [{ field, message: printable }])
  const types = 'must be "order" or "product" or "image"'
  t.same(asked({ attachments: [card, { type: 'coupon' }] }), [
    { field: '/attachments/1/type', message: types },
  ])
  t.same(asked({ attachments: [{}] }), [{ field: '/attachments/0/type', message: types }])
  t.same(asked({ attachments: [1] }), [{ field: '/attachments/0', message: 'must be a JSON object' }])
})

t.test('of several forms the one that was sent is meant', async t => {
  const message = (content: unknown) => completed({ messages: [{ role: 'user', content }] })
  t.same(message([{ type: 'text', text: 1 }]), [
    { field: '/messages/0/content/0/text', message: 'must be a string' },
  ])
  t.same(message(1), [{ field: '/messages/0/content', message: 'must be a string or a list' }])
  const metadata = { dialog_id: 'x' }
  t.match(completed({ messages: [{ role: 'user', content: 'x' }], metadata }), [
    { field: '/metadata/dialog_id' },
  ])
})

t.test('a choice of words is told whole, a missing one too', async t => {
  const choice = Type.Union([Type.Literal('on'), Type.Literal('off')])
  const check = TypeCompiler.Compile(Type.Object({ bot: choice }))
  const faults = [{ field: '/bot', message: 'must be "on" or "off"' }]
  t.same(faultsOf(check, { bot: 'x' }), faults)
  t.same(faultsOf(check, {}), faults)
})

t.test('a field that must not be there is told so', async t => {
  const check = TypeCompiler.Compile(Type.Object({}, { additionalProperties: false }))
  t.same(faultsOf(check, { colour: 1 }), [{ field: '/colour', message: 'is not a known field' }])
})

t.test('at most ten faults are named', async t => {
  t.equal(completed({ messages: Array(20).fill({ role: 'user', content: [{}] }) }).length, 10)
})

t.test('a frame tells its faults in the same way', async t => {
  const frame = { type: 'turn', ref: 'r', text: 'x', context: { page: '' }, attachments: [{ type: 'image' }] }
  t.match(readFrame(JSON.stringify(frame)), {
    problem: {
      errors: [
        { field: '/context/page', message: printable },
        { field: '/attachments/0/image_id', message: printable },
      ],
    },
  })
})
