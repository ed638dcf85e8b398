import t from 'tap'
import type { Source } from '../../src/answer/answer.js'
import { badlyServed } from '../../src/reflux/badly-served.js'

type Params = Parameters<typeof badlyServed>
const customer = { role: 'customer', uid: 'u', owner: 'o', shop: 'main', expiresAt: 0 } as const
const turn = { turnId: 't', order: { customer } } as unknown as Params[0]

function reply(source: Source, reason?: string, stateless = false): Params[1] {
  const answer = { text: 'a', level: 2, source, ...(reason && { reason }) }
  return { dialogId: 'd', turn: { at: 7, text: 'q', answer }, stateless } as unknown as Params[1]
}

t.test('a degraded answer leaves its question, its answer and who it was for', async t => {
  const entry = badlyServed(turn, reply('notice', 'vendor-down'))
  const whose = { dialogId: 'd', turnId: 't', owner: 'o', shop: 'main' }
  t.same(entry, { at: 7, ...whose, question: 'q', answer: 'a', level: 2, source: 'notice' })
})

t.test('small talk, a blocked answer and one that no dialog holds leave nothing', async t => {
  t.equal(badlyServed(turn, reply('faq')), undefined)
  t.equal(badlyServed(turn, reply('notice', 'blocked')), undefined)
  t.equal(badlyServed(turn, reply('notice', 'vendor-down', true)), undefined)
})
