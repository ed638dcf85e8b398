import fc from 'fast-check'
import t from 'tap'
import { createFaults, faultInText, parseFault } from '../../perf/fake-llm/faults.js'
import { drawMs, parseLatency, seededRandom } from '../../perf/fake-llm/latency.js'
import { readOptions } from '../../perf/fake-llm/options.js'
import { startVendor } from '../../perf/fake-llm.js'

t.test('a fault is read with its argument, probability, count and window', async t => {
  t.match(parseFault('503:0.3'), { kind: '503', probability: 0.3, arg: undefined })
  t.match(parseFault('429=2x1'), { kind: '429', arg: 2, times: 1, probability: 1 })
  t.match(parseFault('503@10-70'), { kind: '503', fromS: 10, toS: 70 })
  t.match(parseFault('cut=5:0.5x3@1-2'), {
    kind: 'cut',
    arg: 5,
    probability: 0.5,
    times: 3,
    fromS: 1,
    toS: 2,
  })
  for (const wrong of ['', '200', 'cut=', 'boom', '503:x']) t.throws(() => parseFault(wrong), RangeError)
})

t.test('a storm hits in its window, a count runs out, a probability is kept', async t => {
  const random = seededRandom(7)
  const storm = createFaults([parseFault('503@10-20')], 0, random)
  t.strictSame(
    [9_999, 10_000, 19_999, 20_000].map(now => storm.draw(now)?.kind),
    [undefined, '503', '503', undefined],
  )
  const twice = createFaults([parseFault('500x2')], 0, random)
  t.strictSame(
    [1, 2, 3].map(() => twice.draw(0)?.kind),
    ['500', '500', undefined],
  )
  const some = createFaults([parseFault('500:0.3')], 0, random)
  const hits = Array.from({ length: 2000 }, () => some.draw(0)).filter(fault => fault !== undefined).length
  t.ok(hits > 500 && hits < 700, `${hits} of 2000`)
})

t.test('a magic word asks for a fault, any other text for none', async t => {
  t.match(faultInText('你好 [[sim:cut=5]] 吗'), { kind: 'cut', arg: 5 })
  for (const text of ['503', '[[sim:]]', '[[sim:boom]]']) t.equal(faultInText(text), undefined)
})

t.test('latencies have the spread they are asked for', async t => {
  const draws = (text: string) => {
    const random = seededRandom(3)
    return Array.from({ length: 4001 }, () => drawMs(parseLatency(text), random)).sort((a, b) => a - b)
  }
  t.strictSame([...new Set(draws('20'))], [20])
  const even = draws('uniform:10,50')
  t.ok((even[0] ?? 0) >= 10 && (even.at(-1) ?? 99) < 50)
  const median = draws('lognormal:150,0.4')[2000] ?? 0
  t.ok(median > 140 && median < 160, `median ${median}`)
  for (const wrong of ['', 'x', 'uniform:50,10', 'lognormal:0,1', '5,6'])
    t.throws(() => parseLatency(wrong), RangeError)
})

t.test('the command line is read, and a wrong one is refused', async t => {
  const options = readOptions([
    '--port',
    '9000',
    '--latency',
    '5',
    '--fail',
    '503:0.3',
    '--fail',
    'hang',
    '--tokens',
    '3',
  ])
  t.match(options, { port: 9000, latency: { ms: 5 }, tokens: 3, faults: [{ kind: '503' }, { kind: 'hang' }] })
  t.equal(readOptions(['--help']), 'help')
  t.throws(() => readOptions(['--port', 'x']))
  t.throws(() => readOptions(['--nonsense']))
})

t.test('faults may hit the calls for one model alone', async t => {
  const vendor = await startVendor({ faults: [parseFault('503')], faultsFor: 'm2' })
  t.teardown(() => vendor.close())
  const ask = async (model: string, text = 'hi') => {
    const body = JSON.stringify({ model, messages: [{ role: 'user', content: text }] })
    const headers = { connection: 'close' }
    return (await fetch(`${vendor.url}/chat/completions`, { method: 'POST', headers, body })).status
  }
  t.equal(await ask('m1'), 200)
  t.equal(await ask('m2'), 503)
  t.equal(await ask('m1', '[[sim:429]]'), 429, 'what a question orders hits every model')
})

t.test('faults are changed and calls are read over HTTP while it runs', async t => {
  const vendor = await startVendor({ wake: 2 })
  t.teardown(() => vendor.close())
  const root = vendor.url.replace('/v1', '')
  const ask = (headers: Record<string, string> = {}) =>
    fetch(`${vendor.url}/chat/completions`, {
      method: 'POST',
      headers: { connection: 'close', ...headers },
      body: '{"messages":[{"role":"user","content":"hi"}]}',
    })
  const put = (body: string) =>
    fetch(`${root}/_sim/faults`, { method: 'PUT', headers: { connection: 'close' }, body })
  t.equal((await ask()).status, 200)
  t.equal((await put('{"faults":["429=9"],"key":"k"}')).status, 204)
  t.equal((await ask()).status, 401)
  const refused = await ask({ authorization: 'Bearer k', traceparent: 'tp' })
  t.equal(refused.status, 429)
  t.equal(refused.headers.get('retry-after'), '9')
  t.equal((await put('{"faults":["boom"]}')).status, 422)
  t.equal((await put('{')).status, 422)
  const seen = await (await fetch(`${root}/_sim/calls`, { headers: { connection: 'close' } })).json()
  t.match(seen, { received: 3, running: 0, left: 0 })
  t.match((seen as { last: unknown }).last, [
    { hasAuthorization: false },
    { hasAuthorization: true, traceparent: 'tp' },
  ])
})

t.test('a body that is no call is a 400 and nothing worse', async t => {
  const vendor = await startVendor()
  t.teardown(() => vendor.close())
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async body => {
      const { status } = await fetch(`${vendor.url}/chat/completions`, {
        method: 'POST',
        headers: { connection: 'close' },
        body,
      })
      t.equal(status, 400)
    }),
    { numRuns: 30 },
  )
})

t.test('a taken port is refused', async t => {
  const vendor = await startVendor()
  t.teardown(() => vendor.close())
  await t.rejects(startVendor({ port: vendor.port }), /is taken/)
})
