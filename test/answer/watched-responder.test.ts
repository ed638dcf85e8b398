import t from 'tap'
import type { Question } from '../../src/answer/question.js'
import type { Responder, Response } from '../../src/answer/responder.js'
import { watchedResponder } from '../../src/answer/watched-responder.js'
import type { VendorTurn } from '../../src/gray/tally.js'
import { Problem } from '../../src/problem.js'
import { Stop } from '../../src/stop.js'
import { fakeClock } from '../support/dialog/fake-time.js'

const draft = { text: '好', source: 'llm', level: 0 } as const
const variant = { name: 'r1', isOnTrial: true } as const

async function seenOf(response: Response, question: Partial<Question> = {}, stop = new Stop()) {
  const clock = fakeClock()
  const seen: [string | undefined, VendorTurn][] = []
  const responder = {
    async respond(_question, _past, call) {
      clock.move(30)
      call.onDelta?.('好')
      clock.move(70)
      return response
    },
  } as Partial<Responder> as Responder
  const watched = watchedResponder(responder, { turned: (name, turn) => seen.push([name, turn]) }, clock)
  const deltas: string[] = []
  await watched.respond(question as Question, [], { signal: stop, onDelta: text => void deltas.push(text) })
  t.same(deltas, ['好'], 'deltas go on')
  return seen
}

t.test('an answer counts with its times for the side of its customer', async t => {
  const turn = { isFailed: false, isNotice: false, firstMs: 30, answerMs: 100, tools: undefined }
  const answered = { draft, vendorMs: 100, vendor: 'primary' } as const
  t.same(await seenOf(answered), [[undefined, turn]])
  t.same(await seenOf(answered, { variant }), [['r1', turn]])
})

t.test("the model's calls of tools count, with those that came to nothing", async t => {
  const tools = { calls: 2, faults: 1 }
  t.match(await seenOf({ draft, vendorMs: 100, vendor: 'primary', tools }, { variant }), [['r1', { tools }]])
})

t.test('a turn that the other vendor had to answer failed, whatever the customer got', async t => {
  const byOther = { draft, vendorMs: 1, vendor: 'fallback' } as const
  t.match(await seenOf(byOther), [[undefined, { isFailed: true, isNotice: false }]])
  t.match(await seenOf(byOther, { variant: { ...variant, vendor: 'fallback' } }), [
    ['r1', { isFailed: false }],
  ])
  const notice = { draft: { ...draft, source: 'notice' }, vendorMs: 1, failed: 'server-error' } as const
  t.match(await seenOf(notice), [[undefined, { isFailed: true, isNotice: true }]])
})

t.test('a customer who left says nothing, a clock that ran out does', async t => {
  const aborted = { draft, vendorMs: 1, failed: 'aborted' } as const
  const left = new Stop()
  left.abort(new Problem('gone'))
  t.same(await seenOf(aborted, {}, left), [])
  const late = new Stop()
  late.abort(new Problem('deadline-passed'))
  t.match(await seenOf(aborted, {}, late), [[undefined, { isFailed: true }]])
  t.same(await seenOf({ draft, vendorMs: 0 }), [], 'where no vendor is, none was asked')
})
