import t from 'tap'
import { createCallCount } from '../../src/llm/call-count.js'

t.test('a call is counted with its tokens and what they cost by the price of its vendor', async t => {
  const told: unknown[] = []
  const count = createCallCount(
    {
      vendorCalled: outcome => void told.push(outcome),
      vendorTokens: (kind, n) => void told.push([kind, n]),
      vendorCost: (vendor, cost) => void told.push([vendor, cost]),
    },
    { primary: { prompt: 2, completion: 8 }, fallback: { prompt: 1, completion: 1 } },
  )
  const usage = { promptTokens: 500_000, completionTokens: 250_000, isEstimate: false }
  count({ vendor: 'primary', outcome: 'answered', usage })
  t.same(told, ['answered', ['prompt', 500_000], ['completion', 250_000], ['primary', 3]])
})

t.test('a call that used no tokens is counted alone', async t => {
  const told: unknown[] = []
  const counters = {
    vendorCalled: (outcome: unknown) => void told.push(outcome),
    vendorTokens: () => t.fail('no tokens'),
    vendorCost: () => t.fail('no cost'),
  }
  const price = { prompt: 1, completion: 1 }
  const count = createCallCount(counters, { primary: price, fallback: price })
  count({ vendor: 'fallback', outcome: 'timeout', usage: undefined })
  t.same(told, ['timeout'])
})
