// What a proposal binds, what it shows, and what it seals.
import t from 'tap'
import { createKeyedHash } from '../../src/privacy/keyed-hash.js'
import { createSeal } from '../../src/privacy/seal.js'
import { createProposals } from '../../src/shop/proposals.js'
import type { Tool, ToolSet } from '../../src/shop/tool.js'
import { exampleTools } from '../support/shop/samples.js'

const who = { uid: 'uid of u1', owner: 'o1', shop: 'main', dialogId: 'd'.repeat(32) }
const asker = { who, language: 'zh' }
const url = 'http://127.0.0.1:1'
type Change = Parameters<typeof exampleTools>[1]

function stage(change?: Change, dataKey = 'key') {
  let tools: ToolSet = exampleTools(url, change)
  const proposals = createProposals({
    tools: () => tools,
    seal: createSeal(dataKey, 'test'),
    keyedHash: createKeyedHash(dataKey),
    mask: async text => text.replace(/1\d{10}/g, '***'),
    newId: () => 'c'.repeat(32),
  })
  const cancel = () => tools.tools.find(({ name }) => name === 'cancel_order') as Tool
  const make = (args: object | null = { order_id: '20240012' }, of = asker) =>
    proposals.make(cancel(), args ?? undefined, of)
  const become = (next?: Change) => {
    tools = exampleTools(url, next)
  }
  return { proposals, make, become }
}

const cancelOnly =
  (change: (tool: { [member: string]: unknown }) => void): Change =>
  tool => {
    if (tool.name === 'cancel_order') change(tool)
  }

t.test('the write that was shown is the one that opens', async t => {
  const { proposals, make } = stage()
  const proposal = await make()
  t.match(proposal?.shown, {
    confirmId: 'c'.repeat(32),
    tool: 'cancel_order',
    text: '取消订单 20240012？',
    by: 'customer',
    ttlMs: 300_000,
    arguments: { order_id: '20240012' },
  })
  if (proposal === undefined) return
  const opened = proposals.open(proposal, who)
  t.match(opened, { tool: { name: 'cancel_order' }, args: { order_id: '20240012' } })
  t.equal(opened?.uid, undefined, 'the customer decides live: nobody keeps the uid')
  t.match(await make(undefined, { who, language: 'en' }), { shown: { text: 'Cancel order 20240012?' } })
})

t.test('it does not open when anything of it is another', async t => {
  const { proposals, make, become } = stage()
  const proposal = await make()
  if (proposal === undefined) return t.fail('nothing was proposed')
  const { shown, bond } = proposal
  t.equal(proposals.open(proposal, { ...who, owner: 'o2' }), undefined, 'another customer')
  t.equal(proposals.open(proposal, { ...who, shop: 'other' }), undefined, 'another shop')
  t.equal(proposals.open({ shown: { ...shown, text: '取消？' }, bond }, who), undefined, 'another sentence')
  t.equal(stage(undefined, 'other').proposals.open(proposal, who), undefined, 'another DATA_KEY')
  const changes: Record<string, Change> = {
    'another address': cancelOnly(tool =>
      Object.assign(tool.request as object, { url: `${url}/v2/{order_id}` }),
    ),
    'another method': cancelOnly(tool => Object.assign(tool.request as object, { method: 'DELETE' })),
    'another risk': cancelOnly(tool => Object.assign(tool, { risk: 'money' })),
    'another name': cancelOnly(tool => Object.assign(tool, { name: 'cancel' })),
  }
  for (const [what, change] of Object.entries(changes)) {
    become(change)
    t.equal(proposals.open(proposal, who), undefined, what)
  }
  become(cancelOnly(tool => Object.assign(tool, { timeout_ms: 5_000, about: 'cancels', rate_per_s: 1 })))
  t.ok(proposals.open(proposal, who), 'how patiently it is asked is no other write')
})

t.test('personal values are shown masked and sent as they are', async t => {
  const { proposals, make } = stage(
    cancelOnly(tool => {
      const properties = { order_id: { type: 'string', pattern: '^\\d{8,20}$' }, reason: { type: 'string' } }
      Object.assign(tool, { parameters: { type: 'object', properties, required: ['order_id', 'reason'] } })
    }),
  )
  const args = { order_id: '13812345678', reason: '打13812345678\u0000找我' }
  const proposal = await make(args)
  t.same(proposal?.shown.arguments, { order_id: '13812345678', reason: '打*** 找我' })
  if (proposal) t.same(proposals.open(proposal, who)?.args, args)
})

t.test('a seat’s confirmation keeps the customer’s uid, sealed', async t => {
  const { proposals, make } = stage(cancelOnly(tool => Object.assign(tool, { risk: 'money' })))
  const proposal = await make()
  t.equal(proposal?.shown.by, 'seat')
  t.notMatch(JSON.stringify(proposal), /uid of u1/)
  if (proposal) t.equal(proposals.open(proposal, who)?.uid, 'uid of u1')
})

t.test('arguments that do not fit are not proposed', async t => {
  const { make } = stage()
  for (const args of [null, {}, { order_id: '1' }, { order_id: '20240012', uid: 'x' }])
    t.equal(await make(args), undefined)
})
