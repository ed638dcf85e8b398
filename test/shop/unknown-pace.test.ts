// How long a customer waits for the answer that there is no such order.
import t from 'tap'
import { createUnknownPace } from '../../src/shop/unknown-pace.js'
import { exampleTools } from '../support/shop/samples.js'

/** Two tools with a time-out of 1,000 ms. */
const tools = exampleTools('http://127.0.0.1:1').tools

function stage() {
  const time = { now: 1_000 }
  const pace = createUnknownPace({ now: () => time.now })
  /** The whole time of an answer that took the shop `ms`. */
  const told = (ms: number, which = 0) => {
    const [tool] = tools.slice(which)
    if (tool === undefined) throw new Error(`there is no tool ${which}`)
    return ms + pace.waitMs(tool, ms)
  }
  return { told, time }
}

t.test('a quick answer takes as long as a slow one did', async t => {
  const { told } = stage()
  t.equal(told(3), 50)
  t.equal(told(60), 100)
  t.same([told(3), told(60), told(41), told(99)], [100, 100, 100, 100])
})

t.test(
  'each tool has a pace of its own, and none is slower than its time-out for what came late',
  async t => {
    const { told } = stage()
    t.equal(told(250), 300)
    t.equal(told(3, 1), 50)
    t.equal(told(5_000), 5_050)
    t.equal(told(3), 1_000)
  },
)

t.test('a stall is forgotten after a while', async t => {
  const { told, time } = stage()
  told(800)
  time.now += 599_999
  t.equal(told(3), 850)
  time.now += 1
  t.equal(told(3), 850)
  time.now += 600_000
  t.equal(told(3), 50)
})

t.test('after a long silence nothing is remembered', async t => {
  const { told, time } = stage()
  told(800)
  time.now += 1_200_000
  t.equal(told(3), 50)
})
