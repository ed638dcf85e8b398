// The index by which a question finds its topics.
import t from 'tap'
import { createTopicIndex } from '../../src/faq/topic-index.js'

const even = () => 1
const topics = [
  { topic: 'refund', terms: ['退款', '多久', '退款', '到账'] },
  { topic: 'shipping', terms: ['发货', '多久'] },
  { topic: 'invoice', terms: ['发票'] },
]

t.test('the topic that knows more of what is asked comes first, and says what it knows', async t => {
  const found = createTopicIndex(topics, even).search(['多久', '退款'])
  t.same(
    found.map(({ topic, terms }) => [topic, terms]),
    [
      ['refund', ['多久', '退款']],
      ['shipping', ['多久']],
    ],
  )
})

t.test('a score is that of BM25', async t => {
  // One of three topics knows it, twice; it has three terms where the mean is two.
  const rarity = Math.log(1 + 2.5 / 1.5)
  const use = (2 * 11) / (2 + 10 * (0.5 + (0.5 * 3) / 2))
  const [best] = createTopicIndex(topics, () => 0.5).search(['退款'])
  t.match(best, { topic: 'refund', score: 0.5 * rarity * use })
})

t.test('a term is told by how many topics use it', async t => {
  const { topicsWith, search } = createTopicIndex(topics, even)
  t.same(['多久', '退款', '密码'].map(topicsWith), [2, 1, 0])
  t.same(search(['密码']), [])
})

t.test('without topics nothing is found', async t => t.same(createTopicIndex([], even).search(['退款']), []))
