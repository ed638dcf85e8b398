import t from 'tap'
import type { Evidence, Message, Said, Stored } from '../../../perf/proof/evidence.js'
import { examine } from '../../../perf/proof/oracle.js'

const dialog = 'd0'

/** A dialog of three turns as it should be, and what its customer was told. */
function sound() {
  const turns = ['a', 'b', 'c'].map(
    (text, i): Stored => ({ turn_id: `t${text}`, seq: i + 1, text, answer: `(第${i + 1}次)`, source: 'llm' }),
  )
  const prompts = new Map<number, Message[]>(
    turns.map((turn, i) => {
      const past = turns.slice(0, i).flatMap(({ text, answer }) => [message(text), message(answer)])
      return [i + 1, [...past, message(turn.text)]]
    }),
  )
  const said = turns.map(({ turn_id, seq, text, answer }, i): Said => {
    const [sentAt, at] = [10 * i, 10 * i + 5]
    const told = { dialogId: dialog, turnId: turn_id, at }
    return { text, askedIn: dialog, sentAt, failures: [], told, answered: { seq, answer, level: 0, at } }
  })
  return { turns, prompts, said }
}

const message = (content: string): Message => ({ role: 'any', content })

const breachesOf = ({ turns, prompts, said }: ReturnType<typeof sound>) => {
  const evidence: Evidence = { said, prompts, histories: new Map([[dialog, turns]]) }
  return [...new Set(examine(evidence).map(finding => finding.breach))].sort()
}

/** The evidence with one thing changed. */
function spoiled(change: (evidence: ReturnType<typeof sound>) => void) {
  const evidence = sound()
  change(evidence)
  return breachesOf(evidence)
}

t.test('a sound dialog has no breach', async t => {
  t.same(breachesOf(sound()), [])
})

t.test('an acknowledged turn that is not there is lost, answered or promised', async t => {
  const drop = ({ turns }: ReturnType<typeof sound>) => void turns.pop()
  t.same(spoiled(drop), ['lost'])
  t.same(
    spoiled(evidence => {
      drop(evidence)
      delete evidence.said[2]?.answered
    }),
    ['lost'],
  )
})

t.test('an answer that stands otherwise than it was told is lost', async t => {
  t.same(
    spoiled(({ said }) => {
      if (said[1]?.answered) said[1].answered = { ...said[1].answered, answer: 'another' }
    }),
    ['lost'],
  )
})

t.test('a dialog of which nothing is left has lost its turns', async t => {
  const { said, prompts } = sound()
  const findings = examine({ said, prompts, histories: new Map() })
  t.same(
    findings.map(finding => finding.breach),
    ['lost', 'lost', 'lost'],
  )
})

t.test('a message that stands twice is doubled', async t => {
  t.ok(
    spoiled(({ turns }) => {
      turns.push({ ...(turns[2] as Stored), turn_id: 'other', seq: 4 })
    }).includes('doubled'),
  )
})

t.test('a gap in the seqs is a breach of order', async t => {
  t.ok(
    spoiled(({ turns }) => {
      turns[2] = { ...(turns[2] as Stored), seq: 5 }
    }).includes('reordered'),
  )
})

t.test('a turn that was sent after another was acknowledged stands after it', async t => {
  const late = (sentAt: number) =>
    spoiled(({ said }) => {
      said[0] = { ...(said[0] as Said), sentAt }
    })
  t.same(late(14), [], 'both were under way')
  t.same(late(16), ['reordered'])
})

t.test('a prompt that leaves a turn out, or holds one too many, is mixed', async t => {
  t.same(
    spoiled(({ prompts }) => void prompts.set(3, [message('b'), message('(第2次)'), message('c')])),
    ['mixed'],
  )
  t.same(
    spoiled(({ prompts }) => void prompts.set(1, [message('x'), message('y'), message('a')])),
    ['mixed'],
  )
  t.same(
    spoiled(({ prompts }) => void prompts.delete(2)),
    ['mixed'],
  )
})

t.test('a message that went to another dialog while its own was there is a split', async t => {
  t.ok(
    spoiled(({ said }) => {
      const told = { dialogId: 'd1', turnId: 'tc', at: 25 }
      said[2] = { ...(said[2] as Said), told }
    }).includes('split'),
  )
})
