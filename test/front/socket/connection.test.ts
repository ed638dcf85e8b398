// Refusals over a socket, beside the same over HTTP.
import t from 'tap'
import { customer, fakeParts, readyChat } from '../../../perf/load/fake-front.js'
import { type ProblemLike, problemReply } from '../../../src/front/http/reply.js'
import { Connection } from '../../../src/front/socket/connection.js'
import { type ProblemKind, problems } from '../../../src/problem.js'

const { clock, randomHex, texts } = fakeParts(readyChat())

/** The error frame that refuses for this reason. */
function refused(problem: ProblemLike): Record<string, unknown> {
  const sent: string[] = []
  const kind = { listen: () => ({ onFrame: () => true, whenIdle: () => undefined, closed: () => undefined }) }
  const connection = new Connection(
    { kind, clock, randomHex, texts, frames: { mayHear: () => true } },
    customer,
    'zh',
  )
  connection.opened({ send: text => sent.push(text), getBufferedAmount: () => 0, end: () => undefined })
  connection.refuse(problem)
  return JSON.parse(sent[0] ?? '')
}

t.test('an error frame has retry_after_s where HTTP has Retry-After', async t => {
  for (const kind of Object.keys(problems) as ProblemKind[]) {
    for (const retryAfterS of [undefined, 0, 0.2, 7]) {
      const { headers } = problemReply({ kind, retryAfterS }, '')
      const said = refused({ kind, retryAfterS }).retry_after_s
      t.equal(said?.toString(), headers['Retry-After'], `${kind} ${retryAfterS}`)
    }
  }
})
