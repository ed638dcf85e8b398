// What vendors and the gateways before them really send, and what it has to be taken for.
import { deepStrictEqual } from 'node:assert'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { systemClock } from '../../src/clock.js'
import { fixedKey } from '../../src/llm/api-key.js'
import { createEndpoint } from '../../src/llm/endpoint.js'
import type { Reading } from '../../src/llm/gathered.js'
import { chat } from '../../src/llm/protocol-chat.js'
import { createReader } from '../../src/llm/reader.js'
import { never, requestOf, type Teardown } from '../support/llm/client-and-vendor.js'

const json = (choice: object, more = {}) => JSON.stringify({ choices: [choice], ...more })
const message = (content: unknown, finish_reason: unknown = 'stop') =>
  json({ message: { content }, finish_reason })
const event = (delta: object, finish_reason: string | null = null) =>
  `data: ${json({ delta, finish_reason })}\n\n`
const said = (content: unknown) => event({ content })
const stop = event({}, 'stop')
const done = 'data: [DONE]\n\n'

interface Read {
  readonly reading: Reading
  readonly deltas: string
}

/** The body as it reads in one piece; in pieces of one byte it must read the same. */
function read(body: string): Read {
  const [whole, bytewise] = [Number.POSITIVE_INFINITY, 1].map(size => {
    const deltas: string[] = []
    const reader = createReader(chat, {
      onText: text => deltas.push(text),
      onProgress: () => undefined,
      offersTools: false,
    })
    const bytes = Buffer.from(body)
    for (let at = 0; at < bytes.length; at += size)
      reader.push(bytes.subarray(at, Math.min(at + size, bytes.length)))
    return { reading: reader.end(), deltas: deltas.join('') }
  }) as [Read, Read]
  deepStrictEqual(whole, bytewise)
  return whole
}

t.test('what the model declines is its answer, whole or streamed', async t => {
  const bodies = {
    refusal: json({ message: { content: null, refusal: '不行' }, finish_reason: 'stop' }),
    'a refusing part': message([{ type: 'refusal', refusal: '不行' }]),
    'an empty text': message(''),
    'blanks alone': message(' \n\u200b\u00a0'),
    'no text': message(null),
    'a tool nobody offered': json({
      message: { content: null, tool_calls: [{}] },
      finish_reason: 'tool_calls',
    }),
    'a function nobody offered': message(null, 'function_call'),
    'max_tokens spent on reasoning': json({
      message: { content: '', reasoning_content: '想' },
      finish_reason: 'length',
    }),
    'thoughts alone': message('<think>想来想去', 'length'),
    'the filter': message('半句', 'content_filter'),
    sensitive: message('', 'sensitive'),
    'a streamed refusal': event({ refusal: '不' }) + stop + done,
    'a stream without text': event({ role: 'assistant', content: '' }) + stop + done,
    'a streamed tool': event({ tool_calls: [{}] }) + event({}, 'tool_calls') + done,
    'a stream of reasoning': event({ reasoning_content: '想' }) + event({}, 'length') + done,
    'a sensitive stream': event({}, 'sensitive'),
  }
  for (const [name, body] of Object.entries(bodies)) t.match(read(body).reading, { kind: 'declined' }, name)
})

t.test('only known ends are ends: any other leaves an answer that is not whole', async t => {
  const isTruncatedAfter = (finish: unknown) => {
    const { reading } = read(message('请稍等', finish))
    const streamed = read(said('请稍等') + event({}, finish as string) + done).reading
    t.match(streamed, reading, String(finish))
    return reading.kind === 'answer' ? reading.isTruncated : reading.kind
  }
  for (const end of ['stop', 'eos', 'tool_calls', 'function_call']) t.equal(isTruncatedAfter(end), false, end)
  const others = ['length', 'insufficient_system_resource', 'network_error', 'error', 'abort', 'constructor']
  for (const end of [...others, '', null]) t.equal(isTruncatedAfter(end), true, String(end))
  t.match(read(said('请稍') + event({}, '')).reading, { kind: 'broken' }, 'no word is no end')
  t.match(read(message('', 'network_error')).reading, { kind: 'broken' })
  t.match(read(event({}, 'error')).reading, { kind: 'broken' })
})

t.test('heartbeats, comments and blanks are no part of a stream', async t => {
  const beats = ['data:\n\n', 'data: \n\n', 'data: ping\n\n', ': keep-alive\n\n', 'event: ping\ndata: 1\n\n']
  for (const beat of beats) {
    const { reading, deltas } = read(beat + said('可以') + beat + said('退') + beat + stop + beat + done)
    t.match(reading, { kind: 'answer', text: '可以退', isTruncated: false }, JSON.stringify(beat))
    t.equal(deltas, '可以退')
  }
  for (const end of ['data: [DONE] \n\n', 'data:[DONE]\n\n', 'data:   [DONE]\n\n'])
    t.match(read(said('好') + end).reading, { kind: 'answer', text: '好' }, end)
  const ended = [`${stop}data: {"error":{"message":"late"}}\n\n`, `${stop}data: {"cut\n\n`]
  for (const tail of ended)
    t.match(read(said('好') + tail).reading, { kind: 'answer', isTruncated: false }, tail)
  t.match(
    read(`${said('好')}data: {"cut\n\n${stop}`).reading,
    { kind: 'nonsense' },
    'a lost piece is no heartbeat',
  )
})

t.test('a body is what its first character says', async t => {
  const whole = message('好的')
  const stream = said('好') + said('的') + stop + done
  const bom = '\ufeff'
  for (const body of [
    whole,
    `${bom}${whole}`,
    `\r\n ${whole}\n`,
    `${whole}\n\n${done}`,
    `${whole}\n[DONE]`,
    stream,
    bom + stream,
  ])
    t.match(
      read(body),
      { reading: { kind: 'answer', text: '好的', isTruncated: false }, deltas: '好的' },
      body,
    )
  for (const body of ['<html>', '[]', 'null', '"x"', '\u001f\ufffd'])
    t.match(read(body).reading, { kind: 'nonsense' }, body)
})

t.test('content may be a list of parts, and other choices are none of ours', async t => {
  const parts = [
    { type: 'text', text: '可以' },
    { type: 'image_url' },
    null,
    { type: 'thinking', text: 'x' },
    { text: '退' },
  ]
  t.match(read(message(parts)).reading, { kind: 'answer', text: '可以退' })
  t.match(read(said(parts) + stop).reading, { kind: 'answer', text: '可以退' })
  const other = `data: ${JSON.stringify({ choices: [{ index: 1, delta: { content: '别' }, finish_reason: 'stop' }] })}\n\n`
  t.match(read(other + said('好') + other + stop), { reading: { text: '好' }, deltas: '好' })
  t.match(read(said('好') + other).reading, { kind: 'broken' }, "the end of another choice is not this one's")
})

t.test('thoughts are neither shown nor kept, whatever their pieces', async t => {
  const text = '<think>他要\n退货</think>\n\n可以退<think>对吗</think>的 <b>'
  const letters = [...text].map(said).join('')
  for (const body of [message(text), said(text) + stop, letters + stop])
    t.match(read(body), { reading: { kind: 'answer', text: '可以退的 <b>' }, deltas: '可以退的 <b>' })
  t.match(
    read(said('1 <') + stop),
    { reading: { text: '1 <' }, deltas: '1 <' },
    'what only looked like a tag',
  )
  const reasoning = event({ reasoning_content: '想' }) + event({ reasoning: '想' })
  t.match(read(reasoning + said('好') + stop), { reading: { text: '好' }, deltas: '好' })
})

t.test(
  'thoughts that began in the prompt are taken for the answer until they end, and are no part of it',
  async t => {
    const text = '<b>想\n</think>再想</think>\n\n可以<think>吗</think>退'
    t.match(read(message(text)), { reading: { kind: 'answer', text: '可以退' }, deltas: '可以退' })
    t.match(read(said(text) + stop), { reading: { kind: 'answer', text: '可以退' }, deltas: '可以退' })
    const letters = [...text].map(said).join('')
    t.match(read(letters + stop), {
      reading: { kind: 'answer', text: '可以退' },
      deltas: '<b>想\n再想可以退',
    })
    const reader = createReader(chat, {
      onText: () => undefined,
      onProgress: () => undefined,
      offersTools: false,
    })
    reader.push(Buffer.from(letters))
    t.equal(reader.sofar().text, '可以退', 'what broke off holds none of them, either')
    t.match(read(message('想</think>')).reading, { kind: 'declined' }, 'thoughts alone')
  },
)

type Handle = (res: ServerResponse, req: IncomingMessage) => void

/** One call to a vendor that does what `handle` says. */
async function call(t: Teardown, handle: Handle, { timeoutMs = 5_000, isStreamed = true } = {}) {
  const server = createServer((req, res) => req.resume().on('end', () => handle(res, req)))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  const caller = createEndpoint(
    { url, protocol: 'chat', model: 'm', key: fixedKey('k') },
    { connections: 1, timeoutMs },
    systemClock,
  )
  t.teardown(async () => {
    await caller.close()
    server.closeAllConnections()
    server.close()
  })
  const request = requestOf([{ role: 'user', content: 'hi' }])
  return caller.attempt({ request, signal: never, onDelta: isStreamed ? () => undefined : undefined })
}

t.test('an answer whose end was told stands, however its response ends', async t => {
  const reset: Handle = res => res.write(said('好') + stop, () => res.destroy())
  t.match(await call(t, reset), { kind: 'answered', text: '好', isTruncated: false })
  const stall: Handle = res => res.write(said('好') + stop)
  t.match(await call(t, stall, { timeoutMs: 100 }), { kind: 'answered', text: '好', isTruncated: false })
  const cut: Handle = res => res.write(said('好'), () => res.destroy())
  t.match(await call(t, cut), { kind: 'failed', why: 'stream-cut', text: '好' })
})

t.test('a model that thinks is not idle', async t => {
  let thoughts = 0
  const think: Handle = res => {
    const timer = setInterval(() => {
      if (thoughts++ < 12) return void res.write(event({ reasoning_content: '想' }))
      clearInterval(timer)
      res.end(said('好') + stop + done)
    }, 50)
  }
  t.match(await call(t, think, { timeoutMs: 400 }), { kind: 'answered', text: '好' })
})

t.test(
  'no coding is asked for, and the answer may come in the other form or under another label',
  async t => {
    let coding: string | undefined
    const asStream: Handle = (res, req) => {
      coding = String(req.headers['accept-encoding'])
      res.setHeader('content-type', 'application/json').end(said('好') + stop + done)
    }
    const asWhole: Handle = res => void res.setHeader('content-type', 'Text/Plain').end(message('好'))
    for (const isStreamed of [true, false]) {
      for (const handle of [asStream, asWhole])
        t.match(await call(t, handle, { isStreamed }), { kind: 'answered', text: '好', isTruncated: false })
    }
    t.equal(coding, 'identity')
    const withheld: Handle = res => void res.end(said('半') + event({}, 'content_filter'))
    t.match(await call(t, withheld, { isStreamed: false }), { kind: 'failed', why: 'declined', text: '' })
  },
)
