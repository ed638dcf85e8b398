// The tool that reads what a write changes.
import t from 'tap'
import { readerFor } from '../../src/shop/reader-for.js'
import { exampleTools } from '../support/shop/samples.js'

const { tools } = exampleTools('http://127.0.0.1:1')

t.test('it needs what the write has, and no more', async t => {
  const found = readerFor(tools, 'main', { arguments: { order_id: '20240012', reason: 'x' } })
  t.match(found, { tool: { name: 'order_status' }, args: { order_id: '20240012' } })
  t.equal(readerFor(tools, 'main', { arguments: { parcel: '1' } }), undefined)
  t.equal(readerFor(tools, 'other', { arguments: { order_id: '20240012' } }), undefined)
})

t.test('what every object has is no argument', async t => {
  const odd = tools.map(tool => ({ ...tool, required: ['constructor'] }))
  t.equal(readerFor(odd, 'main', { arguments: {} }), undefined)
})
