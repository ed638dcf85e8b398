import t from 'tap'
import { withHandoffTool } from '../../src/shop/handoff-tool.js'
import type { VendorTools } from '../../src/shop/vendor-tools.js'

const asker = {
  who: { uid: 'u', owner: 'o', shop: 'main', dialogId: 'd' },
  language: 'zh',
  traceId: 't',
  deadlineAt: 0,
} as const
const own: VendorTools = {
  comesLast: () => false,
  offered: shop => (shop === 'main' ? '{"type":"function","function":{"name":"order"}}' : undefined),
  call: async () => ({ content: 'own', cards: [], isSingle: false }),
}
const call = (name: string) => ({ id: '1', name, arguments: '{"reason":"顾客电话13912345678"}' })

t.test('the model may call a person beside the tools of the shop', async t => {
  const tools = withHandoffTool(own, () => true)
  const offered = JSON.parse(`[${tools.offered('main')}]`)
  t.match(offered, [
    { function: { name: 'order' } },
    { function: { name: 'handoff', parameters: { required: ['reason'] } } },
  ])
  const reply = await tools.call(call('handoff'), asker)
  t.match(reply, { callsPerson: true, cards: [] })
  t.notMatch(JSON.stringify(reply), '13912345678', 'its words go nowhere')
  t.match(await tools.call(call('order'), asker), { content: 'own', callsPerson: undefined })
})

t.test('while nobody is there, and in a shop without tools, it may not', async t => {
  const alone = withHandoffTool(own, () => false)
  t.equal(alone.offered('main'), own.offered('main'))
  t.match(await alone.call(call('handoff'), asker), { content: 'own' })
  t.equal(withHandoffTool(own, () => true).offered('other'), undefined)
})
