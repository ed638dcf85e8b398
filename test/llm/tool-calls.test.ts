// Calls of tools as vendors send them: whole, in pieces, with and without what the API's description promises.
import t from 'tap'
import type { Reading } from '../../src/llm/gathered.js'
import { chat } from '../../src/llm/protocol-chat.js'
import { createReader } from '../../src/llm/reader.js'

const read = (body: string, offersTools = true) => {
  const reader = createReader(chat, { onText: () => undefined, onProgress: () => undefined, offersTools })
  reader.push(Buffer.from(body))
  return reader.end()
}

const whole = (message: object, finish = 'tool_calls') =>
  read(JSON.stringify({ choices: [{ index: 0, message, finish_reason: finish }] }))

const stream = (deltas: readonly object[], finish = 'tool_calls') =>
  read(
    [
      ...deltas.map(delta => `data: ${JSON.stringify({ choices: [{ index: 0, delta }] })}\n\n`),
      `data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: finish }] })}\n\n`,
      'data: [DONE]\n\n',
    ].join(''),
  )

const callsIn = (reading: Reading) => (reading.kind === 'answer' ? (reading.calls ?? []) : [])

const fn = (name: string, given: unknown) => ({ name, arguments: given })
const call = (id: string, name: string, given: string) => ({ id, name, arguments: given })

t.test('a whole answer holds its calls, beside whatever the model says', async t => {
  const reading = whole({
    content: '我查一下',
    tool_calls: [
      { id: 'a', type: 'function', function: fn('order_status', '{"order_id":"1"}') },
      { id: 'b', type: 'function', function: fn('recent_orders', '') },
    ],
  })
  t.match(reading, {
    kind: 'answer',
    text: '我查一下',
    calls: [call('a', 'order_status', '{"order_id":"1"}'), call('b', 'recent_orders', '')],
  })
})

t.test('pieces of a stream are put together by their index, however they come', async t => {
  const reading = stream([
    { role: 'assistant', content: '' },
    { tool_calls: [{ index: 0, id: 'a', type: 'function', function: fn('order_status', '') }] },
    { tool_calls: [{ index: 1, id: 'b', type: 'function', function: fn('recent_orders', '{') }] },
    { tool_calls: [{ index: 0, function: { arguments: '{"order' } }] },
    {
      tool_calls: [
        { index: 0, function: { arguments: '_id":"1"}' } },
        { index: 1, function: { arguments: '}' } },
      ],
    },
  ])
  t.match(reading, {
    kind: 'answer',
    calls: [call('a', 'order_status', '{"order_id":"1"}'), call('b', 'recent_orders', '{}')],
  })
})

t.test('what vendors leave out or do otherwise is borne', async t => {
  const faults: string[] = []
  const expect = (name: string, reading: unknown, calls: readonly object[]) => {
    const got = JSON.stringify((reading as { calls?: unknown }).calls)
    if (got !== JSON.stringify(calls)) faults.push(`${name}: ${got}`)
  }
  const bare = call('call_1', 'order_status', '{"order_id":"1"}')
  const made = fn('order_status', '{"order_id":"1"}')
  expect('no id', whole({ tool_calls: [{ function: made }] }), [bare])
  expect('an empty id', whole({ tool_calls: [{ id: '', function: made }] }), [bare])
  expect('the finish "stop"', whole({ content: null, tool_calls: [{ id: 'a', function: made }] }, 'stop'), [
    { ...bare, id: 'a' },
  ])
  expect(
    'arguments as an object',
    whole({ tool_calls: [{ function: fn('order_status', { order_id: '1' }) }] }),
    [bare],
  )
  expect(
    'one id for two',
    whole({
      tool_calls: [
        { id: 'a', function: made },
        { id: 'a', function: made },
      ],
    }),
    [
      { ...bare, id: 'a' },
      { ...bare, id: 'call_2' },
    ],
  )
  expect('the older function_call', whole({ content: null, function_call: made }, 'function_call'), [bare])
  expect(
    'the older function_call, streamed',
    stream([{ function_call: fn('order_status', '') }, { function_call: { arguments: '{"order_id":"1"}' } }]),
    [bare],
  )
  expect(
    'pieces without an index',
    stream([
      { tool_calls: [{ id: 'a', function: fn('order_status', '') }] },
      { tool_calls: [{ function: { arguments: '{"order_id":"1"}' } }] },
      { tool_calls: [{ id: 'b', function: fn('recent_orders', '{}') }] },
    ]),
    [{ ...bare, id: 'a' }, call('b', 'recent_orders', '{}')],
  )
  expect(
    'index 0 for every call',
    stream([
      { tool_calls: [{ index: 0, id: 'a', function: made }] },
      { tool_calls: [{ index: 0, id: 'b', function: fn('recent_orders', '{}') }] },
    ]),
    [{ ...bare, id: 'a' }, call('b', 'recent_orders', '{}')],
  )
  expect(
    'the name in every piece',
    stream([
      { tool_calls: [{ index: 0, id: 'a', function: fn('order_status', '{"order_id"') }] },
      { tool_calls: [{ index: 0, id: 'a', function: fn('order_status', ':"1"}') }] },
    ]),
    [{ ...bare, id: 'a' }],
  )
  t.same(faults, [])
})

t.test('a call that nobody can make sense of is none', async t => {
  const declined = { kind: 'declined' }
  t.match(whole({ tool_calls: [null, 7, {}, { function: null }] }), declined)
  t.match(whole({ tool_calls: 'order_status' }), declined)
  t.match(
    whole({ tool_calls: [{ id: 'a', function: fn('order_status', '{"ord') }] }, 'length'),
    declined,
    'cut',
  )
})

t.test('calls are bounded in number and size', async t => {
  const many = Array.from({ length: 40 }, (_, index) => ({ index, id: `${index}`, function: fn('x', '{}') }))
  t.equal(callsIn(whole({ tool_calls: many })).length, 16)
  const pieces = Array.from({ length: 40 }, () => ({
    tool_calls: [{ index: 0, function: { arguments: 'x'.repeat(1_000) } }],
  }))
  const long = stream([{ tool_calls: [{ index: 0, id: 'a', function: fn('x', '') }] }, ...pieces])
  t.equal(callsIn(long)[0]?.arguments.length, 8_192)
})

t.test('where none were offered a call is no answer', async t => {
  const body = JSON.stringify({
    choices: [{ message: { tool_calls: [{ function: fn('x', '{}') }] }, finish_reason: 'tool_calls' }],
  })
  t.match(read(body, false), { kind: 'declined' })
})

t.test('the request names the tools as they were encoded', async t => {
  const call = { model: 'm', messages: '{}', maxTokens: 1, temperature: 0, isStreamed: true }
  t.match(JSON.parse(chat.encode({ ...call, tools: '{"type":"function"}' })), {
    tools: [{ type: 'function' }],
  })
  t.notOk('tools' in JSON.parse(chat.encode(call)))
})
