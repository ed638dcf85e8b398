import t from 'tap'
import type { Draft, StoredTurn } from '../../src/answer/answer.js'
import { CLOSED_REASON } from '../../src/dialog/store/services.js'
import { handoffDocument } from '../../src/people/handoff-document.js'
import { readDangerOf, ruleAfter } from '../../src/seats/handoff-rules.js'

const { start } = handoffDocument(undefined)

function turnsOf(...answers: readonly (Partial<Draft> & Pick<Draft, 'source'>)[]): StoredTurn[] {
  return answers.map((answer, i) => ({
    turnId: `t${i}`,
    seq: i + 1,
    at: i,
    text: '问',
    answer: { text: `答 ${i}`, level: 0, ...answer },
  }))
}

const notice = { source: 'notice', text: '稍后再试' } as const
const guess = { source: 'faq', candidates: ['退货', '换货'] } as const
const told = { ...notice, handoff: { mode: 'bot', open: false, why: 'nobody' } } as const

t.test('words of danger are found anywhere in a question, and harmless texts are not', async t => {
  const isDanger = readDangerOf(start)
  for (const text of ['我不想活了', '充电器起火了怎么办', 'My phone is ON FIRE', '孩子误食中毒'])
    t.ok(isDanger(text), text)
  for (const text of ['什么时候发货', '', '防火门多少钱', '火锅底料']) t.notOk(isDanger(text), text)
})

t.test('a notice calls a person, and so do several unhelpful answers in a row', async t => {
  t.equal(ruleAfter(turnsOf(notice), start), 'no-answer')
  t.equal(ruleAfter(turnsOf({ source: 'llm' }, notice), start), 'no-answer')
  t.equal(ruleAfter(turnsOf(notice, notice), start), 'failed')
  t.equal(ruleAfter(turnsOf(guess, notice), start), 'failed')
  t.equal(ruleAfter(turnsOf(notice, guess), start), 'failed')
  t.equal(ruleAfter(turnsOf(guess), start), undefined)
  t.equal(ruleAfter(turnsOf(notice, { source: 'llm' }, guess), start), undefined, 'not in a row')
  t.equal(ruleAfter(turnsOf(guess, guess), { ...start, failed_in_row: 3 }), undefined)
})

t.test('a blocked question calls nobody, however often it is asked', async t => {
  const blocked = { ...notice, reason: 'blocked' } as const
  t.equal(ruleAfter(turnsOf(blocked, blocked, blocked), start), undefined)
  t.equal(ruleAfter(turnsOf(blocked, notice), start), 'no-answer')
  t.equal(
    ruleAfter(turnsOf({ ...notice, reason: 'blocked-handoff' }), start),
    'no-answer',
    'the shop wants one',
  )
})

t.test("the notice of a seat's close calls nobody, and is no failure of the bot", async t => {
  const closed = { ...notice, reason: CLOSED_REASON } as const
  t.equal(ruleAfter(turnsOf(closed), start), undefined)
  t.equal(ruleAfter(turnsOf(closed, closed, closed), start), undefined)
  t.equal(ruleAfter(turnsOf(closed, notice), start), 'no-answer')
})

t.test('the same answer in a row calls a person', async t => {
  const same = { source: 'faq', text: '七天内可退' } as const
  t.equal(ruleAfter(turnsOf(same, same), start), 'repeated')
  t.equal(ruleAfter(turnsOf(same, { source: 'llm' }, same), start), undefined)
  t.equal(ruleAfter(turnsOf(same, same), { ...start, same_answer: 3 }), undefined)
  t.equal(
    ruleAfter(turnsOf(same), { ...start, same_answer: 1 }),
    undefined,
    'one answer is never the same again',
  )
})

t.test('notices about people and answers of people call nobody', async t => {
  t.equal(ruleAfter([], start), undefined)
  t.equal(ruleAfter(turnsOf(told, told), start), undefined)
  t.equal(ruleAfter(turnsOf({ source: 'seat', text: 'x' }, { source: 'seat', text: 'x' }), start), undefined)
  t.equal(ruleAfter(turnsOf(told, notice), start), 'no-answer', 'talk of people is no failure')
})
