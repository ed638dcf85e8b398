import t from 'tap'
import type { DeskRecord } from '../../../perf/rehearse/desk.js'
import { checkPeople } from '../../../perf/rehearse/people.js'
import { endOf, saidIn, type Turn } from '../../../perf/rehearse/turns.js'
import { turnOf } from '../../support/perf/rehearse/samples.js'

const hello = { dialogId: 'a', text: '您好' }
const record: DeskRecord = {
  claimed: new Set(['a']),
  claimMs: [40],
  faults: [],
  said: [hello],
  kept: [hello],
}
/** A wish for a person in the dialog, answered so. */
const wish = (dialogId: string, named: Partial<Turn> = {}): Turn =>
  turnOf(0, {
    kind: 'person',
    visit: { dialogId, token: '' },
    first: { status: 200, source: 'notice', handoff: 'queued' },
    ...named,
  })
const brokenOf = (turns: readonly Turn[], named: Partial<DeskRecord> = {}) =>
  checkPeople(turns, { ...record, ...named })
    .filter(({ isKept }) => !isKept)
    .map(({ promise, measured }) => `${promise}: ${measured}`)

t.test('a desk at which all went well keeps every promise, and without a desk there is none', async t => {
  const told = wish('b', { first: { status: 200, source: 'notice', handoff: 'full' } })
  const held = wish('a', { first: { status: 200, source: 'seat' } })
  t.same(brokenOf([wish('a'), told, held, turnOf(0)]), [])
  t.same(checkPeople([wish('a')], undefined), [])
})

t.test('a wish that was refused, or answered as a question is, breaks the promise', async t => {
  const refused = wish('a', { first: { status: 429, problem: 'overloaded' } })
  const answered = wish('a', { first: { status: 200, source: 'faq' } })
  t.same(brokenOf([wish('a'), refused, answered]), [
    'who asks for a person gets one, a place, or is told why not: 1 of 3 (overloaded, faq)',
  ])
  const later = { ms: 900, end: { status: 200, source: 'notice', handoff: 'queued' } }
  t.same(brokenOf([wish('a', { first: { status: 202 }, followed: later })]), [])
})

t.test('a place that led to nobody breaks the promise, also one that a rule gave', async t => {
  const byRule = turnOf(0, {
    visit: { dialogId: 'b', token: '' },
    first: { status: 200, source: 'notice', handoff: 'queued' },
  })
  t.same(brokenOf([wish('a'), wish('a'), byRule]), ['who got a place talks with a person: 1 of 2'])
})

t.test('a confirmed message must be in its own dialog, once', async t => {
  const elsewhere = [{ ...hello, dialogId: 'b' }]
  t.same(brokenOf([wish('a')], { kept: elsewhere }), ['messages of seats lost ≤ 0: 1 of 1'])
  t.same(brokenOf([wish('a')], { kept: [hello, hello] }), ['messages of seats doubled ≤ 0: 1'])
})

t.test('late histories and refused frames break their promises', async t => {
  t.same(brokenOf([wish('a')], { claimMs: [301] }), [
    'P99 from a claim to the history ≤ 300 ms: 301 ms of 1 claims',
  ])
  t.same(brokenOf([wish('a')], { faults: ['not-held', 'internal', 'not-held'] }), [
    'frames of seats refused ≤ 0: 3 (not-held, internal)',
  ])
})

const response = (body: object) => ({ status: 200, head: '', body: Buffer.from(JSON.stringify(body)) })

t.test('an answer says what became of a wish: a place, a seat, or why nobody comes', async t => {
  const handoff = (body: object) => endOf(response(body)).handoff
  t.equal(handoff({ source: 'notice', mode: 'queued', open: true }), 'queued')
  t.equal(handoff({ source: 'notice', mode: 'bot', open: false, why: 'full' }), 'full')
  t.equal(handoff({ source: 'llm' }), undefined)
})

t.test('what people said in a dialog is read as its customer reads it', async t => {
  const turns = [
    { text: '在吗', answer: '在' },
    { from: 'seat', text: '您好' },
  ]
  t.same(saidIn(response({ turns })), ['您好'])
  t.same(saidIn('closed'), [])
  t.same(saidIn({ ...response({}), status: 404 }), [])
})
