import fc from 'fast-check'
import t from 'tap'
import { readFrame } from '../../../src/front/socket/frames.js'

const id = 'a'.repeat(32)
const read = (frame: unknown) => readFrame(JSON.stringify(frame))

t.test('frames of the contract are read as they are', async t => {
  const frames = [
    { type: 'turn', ref: 'c1', text: 'x' },
    { type: 'turn', text: 'x', dialog_id: id, key: 'k' },
    { type: 'turn', text: 'x', dialog_id: null, extra: 1 },
    { type: 'turn', attachments: [{ type: 'order', order_id: '1001' }], context: { page: '/cart' } },
    { type: 'resume', dialog_id: id, after: 12 },
    { type: 'cancel', turn_id: id },
    { type: 'handoff', ref: 'h', dialog_id: id },
    { type: 'feedback', dialog_id: id, turn_id: id, score: -1, comment: 'x' },
    { type: 'typing', dialog_id: id },
    { type: 'read', dialog_id: id, seq: 3 },
  ]
  for (const frame of frames) t.same(read(frame), { kind: 'frame', frame }, JSON.stringify(frame))
})

t.test('a bad frame names its fault, and its ref when it has one', async t => {
  t.match(readFrame('{'), { kind: 'bad', ref: undefined, problem: { kind: 'malformed-json' } })
  const rows: [unknown, string][] = [
    [[], '/type'],
    [null, '/type'],
    [{ type: 'nope', ref: 'r' }, '/type'],
    [{ type: 'constructor', ref: 'r' }, '/type'],
    [{ type: 'turn', ref: 'r', text: 'x', dialog_id: 'x' }, '/dialog_id'],
    [{ type: 'turn', ref: 'r', text: 'x', attachments: [1] }, '/attachments/0'],
    [{ type: 'turn', ref: 'r', text: 'x', context: { order_id: '' } }, '/context/order_id'],
    [{ type: 'turn', ref: 'r', text: 'x', attachments: [{ type: 'order' }] }, '/attachments/0/order_id'],
    [{ type: 'resume', ref: 'r', dialog_id: id, after: -1 }, '/after'],
    [{ type: 'resume', ref: 'r', dialog_id: id, after: 1.5 }, '/after'],
    [{ type: 'read', ref: 'r', dialog_id: id, seq: -1 }, '/seq'],
    [{ type: 'feedback', ref: 'r', dialog_id: id, turn_id: id, score: 0 }, '/score'],
  ]
  for (const [frame, field] of rows) {
    const ref = Array.isArray(frame) || frame === null ? undefined : 'r'
    t.match(read(frame), { kind: 'bad', ref, problem: { kind: 'invalid-field', errors: [{ field }] } }, field)
  }
  t.match(read({ type: 'turn', text: 'x', ref: 1 }), {
    kind: 'bad',
    problem: { errors: [{ field: '/ref' }] },
  })
  t.match(read({ type: 'nope', ref: 'r'.repeat(65) }), { kind: 'bad', ref: undefined })
})

t.test('whatever comes, it is a frame or a fault', async () => {
  const type = fc.constantFrom('turn', 'resume', 'cancel', 'handoff', 'feedback', 'read', '__proto__')
  const field = fc.oneof(
    fc.constant(id),
    fc.string(),
    fc.integer(),
    fc.constant(null),
    fc.array(fc.anything()),
  )
  const frame = fc.record(
    {
      type,
      ref: field,
      text: field,
      dialog_id: field,
      turn_id: field,
      after: field,
      seq: field,
      score: field,
      key: field,
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        frame.map(value => JSON.stringify(value)),
      ),
      text => {
        const { kind: at } = readFrame(text)
        return at === 'frame' || at === 'bad'
      },
    ),
    { numRuns: 2000 },
  )
})
