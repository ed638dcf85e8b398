import t from 'tap'
import type { Draft, StoredTurn } from '../../src/answer/answer.js'
import { CLOSED_REASON } from '../../src/dialog/store/services.js'
import { handoffDocument } from '../../src/people/handoff-document.js'
import type { PersonAsked } from '../../src/seats/asking.js'
import { readDangerOf } from '../../src/seats/handoff-rules.js'
import { createNewestAnswers } from '../../src/seats/newest-answers.js'
import { createRuleWatch } from '../../src/seats/rule-watch.js'

const { start } = handoffDocument(undefined)
const customer = { uid: 'u', owner: 'o', shop: 'b' }

function turnOf(answer: Partial<Draft>, text = '问', seq = 1): StoredTurn {
  return { turnId: `t${seq}`, seq, at: 0, text, answer: { text: '答', source: 'llm', level: 0, ...answer } }
}

function setUp(
  turns: readonly StoredTurn[] | Error,
  isSomebodyThere = true,
  own: Partial<typeof start> = {},
) {
  const asked: PersonAsked[] = []
  const errors: unknown[] = []
  let reads = 0
  let thumbsDown = 0
  const watch = createRuleWatch({
    async ask(one) {
      asked.push(one)
      return { mode: 'queued', open: true, position: 1, waiting: 1, etaS: undefined }
    },
    isSomebodyThere: () => isSomebodyThere,
    readDanger: () => readDangerOf(start),
    newestAnswers: createNewestAnswers(),
    isCourtesy: text => text === '谢谢',
    rules: () => ({ ...start, ...own }),
    thumbsDown: async () => thumbsDown,
    async turnsOf() {
      reads++
      if (turns instanceof Error) throw turns
      return turns
    },
    onError: error => errors.push(error),
  })
  const about = { dialogId: 'd', customer, language: 'zh', traceparent: '00-t' }
  const answered = async (turn: StoredTurn, masked: readonly string[] = []) => {
    watch.answered({ ...about, turn, masked })
    await new Promise(resolve => setImmediate(resolve))
  }
  const disliked = async (times: number) => {
    thumbsDown = times
    watch.disliked(about)
    await new Promise(resolve => setImmediate(resolve))
  }
  return { answered, disliked, asked, errors, reads: () => reads }
}

t.test('danger queues the dialog first, whatever the answer was', async t => {
  const { answered, asked, reads } = setUp([])
  await answered(turnOf({}, '充电宝起火了'))
  t.match(asked, [{ dialogId: 'd', customer, traceparent: '00-t', reason: 'safety', isByRule: true }])
  t.equal(reads(), 0)
})

t.test('an answer of the model costs no read, an unhelpful one costs one', async t => {
  const notice = turnOf({ source: 'notice' }, '问', 2)
  const later = turnOf({ source: 'llm', text: '好' }, '问', 3)
  const { answered, asked, reads } = setUp([turnOf({ source: 'notice' }), notice, later])
  await answered(turnOf({}))
  t.equal(reads(), 0)
  await answered(notice)
  t.match(asked, [{ reason: 'failed' }], 'what came later does not count')
  t.equal(reads(), 1)
})

t.test('the same answer again calls a person, whoever gave it, and the same courtesy does not', async t => {
  for (const source of ['hot', 'tool', 'llm', 'faq'] as const) {
    const turns = [turnOf({ source, text: '包邮' }), turnOf({ source, text: '包邮' }, '到底包不包邮', 2)]
    const { answered, asked } = setUp(turns)
    for (const turn of turns) await answered(turn)
    t.match(asked, [{ reason: 'repeated', isByRule: true }], source)
  }
  const polite = [turnOf({ source: 'faq' }, '谢谢'), turnOf({ source: 'faq' }, '谢谢', 2)]
  const { answered, asked, reads } = setUp(polite)
  for (const turn of polite) await answered(turn)
  t.same([asked, reads()], [[], 0])
})

t.test(
  'who writes an id, a card number or a password gets a person, unless the shop only offers one',
  async t => {
    const { answered, asked } = setUp([])
    await answered(turnOf({}, '我的身份证是1****************X'), ['resident_id'])
    await answered(turnOf({}, '卡号************1234'), ['bank_card'])
    await answered(turnOf({}, '我的密码是 abc123'))
    await answered(turnOf({}, '电话138****5678，忘了密码怎么办'), ['mobile'])
    t.same(
      asked.map(({ reason, isByRule }) => [reason, isByRule]),
      Array(3).fill(['security', true]),
    )
    const offering = setUp([], true, { security: 'offer' })
    await offering.answered(turnOf({}, '卡号************1234'), ['bank_card'])
    t.same(offering.asked, [])
  },
)

t.test('danger goes before a secret, and a secret before a call of the model', async t => {
  const { answered, asked } = setUp([])
  await answered(turnOf({ callsPerson: true }, '起火了，密码是1234'))
  await answered(turnOf({ callsPerson: true }, '密码是1234'))
  await answered(turnOf({ callsPerson: true }, '帮帮我'))
  t.same(
    asked.map(({ reason }) => reason),
    ['safety', 'security', 'model'],
  )
})

t.test('as many thumbs down as the shop says call a person, fewer do not', async t => {
  const { disliked, asked } = setUp([])
  await disliked(1)
  t.same(asked, [])
  await disliked(2)
  t.match(asked, [{ dialogId: 'd', reason: 'feedback', isByRule: true }])
  const alone = setUp([], false)
  await alone.disliked(5)
  t.same(alone.asked, [])
})

t.test('with nobody at the desk nothing is asked', async t => {
  const { answered, asked, reads } = setUp([turnOf({ source: 'notice' })], false)
  await answered(turnOf({ source: 'notice' }, '不想活了'))
  t.same([asked, reads()], [[], 0])
})

t.test('an answer of a person and a notice about people call nobody', async t => {
  const { answered, asked } = setUp([])
  await answered(turnOf({ source: 'seat' }, '起火了'))
  await answered(turnOf({ source: 'notice', handoff: { mode: 'queued', open: true } }, '起火了'))
  await answered(turnOf({ source: 'notice', reason: CLOSED_REASON }, '起火了'))
  t.same(asked, [])
})

t.test('a store that is away breaks no turn', async t => {
  const away = new Error('away')
  const { answered, asked, errors } = setUp(away)
  await answered(turnOf({ source: 'notice' }))
  t.same([asked, errors], [[], [away]])
})
