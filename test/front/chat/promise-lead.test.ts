import t from 'tap'
import { PromiseLead } from '../../../src/front/chat/promise-lead.js'

t.test('a promise begins as much before the end of the budget as promises take', t => {
  const lead = new PromiseLead()
  t.equal(lead.of(400, 0), 0, 'nothing is known yet')
  for (let i = 0; i < 50; i++) lead.observe(60, i)
  t.equal(Math.round(lead.of(400, 50)), 60)
  for (let i = 50; i < 100; i++) lead.observe(2, i)
  t.equal(Math.round(lead.of(400, 100)), 2)
  t.end()
})

t.test('three quarters of the budget are waited for in any case', t => {
  const lead = new PromiseLead()
  lead.observe(5_000, 0)
  t.equal(lead.of(400, 0), 100)
  t.equal(lead.of(20, 0), 5)
  t.end()
})

t.test('what promises took two seconds ago says nothing', t => {
  const lead = new PromiseLead()
  lead.observe(80, 0)
  t.equal(lead.of(400, 2_000), 80)
  t.equal(lead.of(400, 2_001), 0)
  lead.observe(10, 3_000)
  t.equal(lead.of(400, 3_000), 10)
  t.end()
})
