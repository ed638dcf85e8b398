// A turn whose vendor sees placeholders: what the vendor, the store, the customer and a survivor get of a value.
import t from 'tap'
import { never, owner } from '../../../perf/load/dialog-turns.js'
import { createSealedTurns } from '../../../src/dialog/turn/sealed-turn.js'
import { createSeal } from '../../../src/privacy/seal.js'
import { openStage } from '../../support/dialog/turn-rig.js'

const PHONE = '13812345678'
const OTHER = '13900001111'
const STARS = '1**********'

/** A vendor that says back every placeholder of the question, in pieces, then a number of its own. */
const echo = ({ prompt, delta }: { prompt: string; delta(text: string): void }) => {
  const said = `好的，${[...new Set(prompt.match(/⟦[a-z]+_\d+⟧/g))].join('和')}已记下。客服电话13700002222。`
  for (let at = 0; at < said.length; at += 4) delta(said.slice(at, at + 4))
  return said
}

const spoken = (told: readonly string[]) =>
  told
    .filter(one => one.startsWith('delta '))
    .map(one => one.slice(6))
    .join('')

t.test('the customer has their value back, whole and streamed; the store has stars', async t => {
  const stage = await openStage({ holdsValues: true, vendor: echo })
  const started = stage.post({ text: `我的电话是${PHONE}` }, true)
  stage.live.run(started)
  await stage.live.idle()

  const answer = `好的，${PHONE}已记下。客服电话${STARS}。`
  t.equal(spoken(started.told), answer)
  t.equal(started.told.at(-1), `end ${answer}`)
  t.notMatch(stage.seen.join('\n'), new RegExp(`${PHONE}|13700002222`))
  const { dialogId } = started.turn.address
  const view = await stage.dialogs.read(dialogId, owner, never)
  t.match(view?.turns, [
    { text: `我的电话是${STARS}`, answer: { text: `好的，${STARS}已记下。客服电话${STARS}。` } },
  ])
  t.ok(view?.turns[0]?.answer.isUnshared)
})

t.test('later turns name the same value alike, and a new one otherwise', async t => {
  const stage = await openStage({ holdsValues: true, vendor: echo })
  const first = stage.post({ text: `电话${PHONE}` })
  stage.live.run(first)
  await stage.live.idle()
  const { dialogId } = first.turn.address
  const next = stage.post({ text: `换成${OTHER}，不要${PHONE}`, dialogId })
  stage.live.run(next)
  await stage.live.idle()
  t.equal(next.told.at(-1), `end 好的，${PHONE}和${OTHER}已记下。客服电话${STARS}。`)
  const prompt = stage.seen.findLast(text => text.includes('你是客服')) ?? ''
  t.match(prompt, '"content":"换成⟦mobile_2⟧，不要⟦mobile_1⟧"')
  t.match(prompt, '好的，⟦mobile_1⟧已记下', 'an earlier answer as the vendor gave it')
  t.notMatch(stage.seen.join('\n'), new RegExp(`${PHONE}|${OTHER}`))
})

t.test('a value of an answer that needed no vendor is known to the turns after it', async t => {
  const found = { draft: { text: '营业到九点', source: 'hot', level: 0 }, isNumbered: true } as const
  const stage = await openStage({ holdsValues: true, vendor: echo, known: found })
  const first = stage.post({ text: `几点关门${PHONE}` })
  stage.live.run(first)
  await stage.live.idle()
  t.notOk(stage.log.includes('commit-ready'), 'it is stored on the past that its vault belongs to')
  const place = await stage.dialogs.begin(
    { ...first.turn.maskedTurn, opens: false, turnId: 'f'.repeat(32) } as never,
    {},
    never,
  )
  t.match(place, { kind: 'run', past: { vault: /^\S{40,}$/ } })
})

t.test('with stars nothing is held, sealed or kept', async t => {
  const stage = await openStage({ vendor: echo })
  const started = stage.post({ text: `我的电话是${PHONE}` })
  stage.live.run(started)
  await stage.live.idle()
  t.equal(started.told.at(-1), `end 好的，已记下。客服电话${STARS}。`)
  t.notMatch(stage.seen.join('\n'), /vault|isLabelled|"own"/)
})

t.test('a promised turn that another process runs has its raw question, but for its last word', async t => {
  const { orphan } = await openStage({ holdsValues: true })
  const raw = `电话${PHONE}`
  const order = { customer: { uid: 'u1', owner }, language: 'zh', text: raw }
  const turns = createSealedTurns(createSeal('key', 'promised turn'), { hasTools: false, holdsValues: true })
  const sealed = turns.seal({ order, masked: ['mobile'] } as never) ?? ''
  const textOf = (own: object) => orphan({ text: `电话${STARS}`, sealed, ...own }).order.text
  t.equal(textOf({ tries: 1 }), raw)
  t.equal(textOf({ tries: 3 }), `电话${STARS}`)
  t.equal(textOf({ tries: 1, owner: 'e'.repeat(32) }), `电话${STARS}`)
})
