// The names of log fields: snake_case like every name that leaves the process, and each once in a line.
import { readFileSync } from 'node:fs'
import { PassThrough } from 'node:stream'
import t from 'tap'
import type { TurnReply } from '../../src/dialog/chat.js'
import type { Turn } from '../../src/dialog/turn/turn.js'
import { createLog, createWriteLine } from '../../src/ops/log.js'
import { createTurnEnds } from '../../src/ops/turn-ends.js'
import { Problem } from '../../src/problem.js'
import { packageRoot } from '../../src/root.js'
import { readSources } from '../architecture/source.js'

const hex = (digit: string) => digit.repeat(32)
const turn = {
  turnId: hex('a'),
  address: { dialogId: hex('b') },
  order: { trace: { traceId: hex('c') }, customer: { owner: hex('d') } },
  meter: { steps: { frontMs: 1, maskMs: 2, placeMs: 3, answerMs: 4, vendorMs: 5, commitMs: 6 } },
} as unknown as Turn
const reply = {
  dialogId: hex('b'),
  costMs: 21,
  turn: { seq: 7, answer: { source: 'faq', level: 2, reason: 'vendor-timeout', faqId: 'a "b"' } },
} as unknown as TurnReply
const ids = { trace_id: hex('c'), dialog_id: hex('b'), turn_id: hex('a'), owner: hex('d') }
const steps = { front_ms: 1, mask_ms: 2, place_ms: 3, answer_ms: 4, vendor_ms: 5, commit_ms: 6 }

function linesOf(
  level: string,
  act: (ends: ReturnType<typeof createTurnEnds>) => void,
  rejected: (reason: string) => void = () => undefined,
): string[] {
  const to = new PassThrough({ encoding: 'utf8' })
  const write = createWriteLine({ log: createLog(level, 9, to), to, pid: 9, clock: { now: () => 1234 } })
  const metrics = { answered: () => undefined, rejected }
  const sampling = { keeps: () => true }
  act(createTurnEnds({ write, metrics, sampling }))
  return String(to.read() ?? '')
    .split('\n')
    .filter(line => line !== '')
}

const keysOf = (line: string) => [...line.matchAll(/"(\w+)":/g)].map(([, key]) => key)

t.test("the line of a turn's end keeps the level of the line and names the rung apart", async t => {
  const lines = linesOf('info', ends => ends.answered(turn, reply))
  t.equal(lines.length, 1)
  t.strictSame(JSON.parse(lines[0] ?? ''), {
    level: 30,
    time: 1234,
    pid: 9,
    ...ids,
    seq: 7,
    source: 'faq',
    degrade_level: 2,
    reason: 'vendor-timeout',
    faq_id: 'a "b"',
    cost_ms: 21,
    ...steps,
    msg: 'turn end',
  })
})

t.test('every line of a turn has each field once', async t => {
  const lines = linesOf('info', ends => {
    ends.promised(turn)
    ends.answered(turn, reply)
    ends.failed(turn, new Problem('overloaded'))
    ends.failed(turn, new Problem('internal', { cause: new TypeError('电话13987654321') }))
  })
  t.same(
    lines.map(line => JSON.parse(line).msg),
    ['turn promised', 'turn end', 'turn refused', 'turn failed'],
  )
  t.match(JSON.parse(lines[3] ?? ''), { level: 40, problem: 'internal', cause: 'TypeError', ...steps })
  t.notMatch(lines.join(), '13987654321')
  for (const line of lines) t.equal(new Set(keysOf(line)).size, keysOf(line).length, line)
})

t.test('a promised turn that a stopping process leaves behind has not failed and is not refused', async t => {
  const rejected: string[] = []
  const act = (ends: ReturnType<typeof createTurnEnds>) => {
    ends.failed({ ...turn, isPromised: true }, new Problem('draining'))
    ends.failed({ ...turn, isPromised: true }, new Problem('store-away'))
    ends.failed(turn, new Problem('draining'))
  }
  const lines = linesOf('info', act, reason => rejected.push(reason)).map(line => JSON.parse(line))
  t.match(lines, [
    { level: 30, problem: 'draining', msg: 'turn left behind' },
    { level: 40, problem: 'store-away', msg: 'turn failed' },
    { level: 40, problem: 'draining', msg: 'turn failed' },
  ])
  t.same(rejected, ['store-away', 'draining'])
})

t.test('a level above info leaves the lines of turns out', async t => {
  const lines = linesOf('warn', ends => {
    ends.answered(turn, reply)
    ends.failed(turn, new Problem('internal'))
  })
  t.same(
    lines.map(line => JSON.parse(line).msg),
    ['turn failed'],
  )
})

t.test('no part of the product logs a field in camel case', async t => {
  const call = /log\.(?:trace|debug|info|warn|error|fatal)\(\s*\{([^}]*)\}/g
  const sources = readSources(packageRoot, ['src', 'workers'])
  const textOf = (path: string) => readFileSync(new URL(path, packageRoot), 'utf8')
  const calls = sources.flatMap(({ path }) =>
    [...textOf(path).matchAll(call)].map(([, fields = '']) => ({ path, fields })),
  )
  t.ok(calls.length > 20, `${calls.length} were looked at`)
  const names = ({ fields }: { fields: string }) =>
    fields.split(',').map(field => field.split(':')[0]?.trim())
  t.same(
    calls.filter(one => names(one).some(name => /[A-Z]/.test(name ?? '') && !name?.startsWith('...'))),
    [],
  )
})
