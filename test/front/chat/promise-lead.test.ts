import t from 'tap'
import { PromiseLead } from '../../../src/front/chat/promise-lead.js'

t.test('a promise begins as much before the end of the budget as nearly all trips to the store take', t => {
  const lead = new PromiseLead()
  t.equal(lead.of(400, 0), 0, 'nothing is known yet')
  for (let i = 0; i < 50; i++) lead.observe(60, i)
  t.equal(Math.round(lead.of(400, 50)), 60, 'each took the same')
  for (let i = 50; i < 100; i++) lead.observe(i % 2 === 0 ? 10 : 30, i)
  const uneven = lead.of(400, 100)
  t.ok(uneven > 45 && uneven < 55, `a mean of 20 and three deviations of 10: ${uneven}`)
  for (let i = 100; i < 150; i++) lead.observe(2, i)
  t.equal(Math.round(lead.of(400, 150)), 2)
  t.end()
})

t.test('a fourth of the budget is waited for in any case', t => {
  const lead = new PromiseLead()
  lead.observe(5_000, 0)
  t.equal(lead.of(400, 0), 300)
  t.equal(lead.of(20, 0), 15)
  t.end()
})

t.test('what trips took two seconds ago says nothing', t => {
  const lead = new PromiseLead()
  lead.observe(20, 0)
  t.equal(lead.of(400, 2_000), 50, 'of a single trip half may be chance')
  t.equal(lead.of(400, 2_001), 0)
  lead.observe(10, 3_000)
  t.equal(lead.of(400, 3_000), 25)
  t.end()
})
