import t from 'tap'
import type { LiveMessage } from '../../src/cluster/bus.js'
import { createSeal } from '../../src/privacy/seal.js'
import { createLiveTexts } from '../../src/seats/live-texts.js'

const turn = { shop: 'main', dialogId: 'd'.repeat(32), turnId: '1'.repeat(32), text: '我的电话13912345678' }

/** Two processes, and what went from the first over the bus. */
function rig(otherKey = 'data key') {
  const sent: LiveMessage[] = []
  const processOf = (key: string) =>
    createLiveTexts({ seal: createSeal(key, 'live'), broadcast: message => sent.push(message) })
  const [one, two] = [processOf('data key'), processOf(otherKey)]
  one.send(turn)
  return { two, message: sent[0] as LiveMessage }
}

t.test('the text is sealed on its way, and is had once where the seat is', async t => {
  const { two, message } = rig()
  t.notMatch(JSON.stringify(message), '13912345678')
  t.match(message, { kind: 'live', shop: 'main', dialogId: turn.dialogId, turnId: turn.turnId })
  t.equal(two.take(turn.turnId), undefined, 'not heard yet')
  two.hear(message)
  t.equal(two.take(turn.turnId), turn.text)
  t.equal(two.take(turn.turnId), undefined)
})

t.test('what another key sealed, or what was sealed of another turn, is not shown', async t => {
  const stranger = rig('another key')
  stranger.two.hear(stranger.message)
  t.equal(stranger.two.take(turn.turnId), undefined)
  const { two, message } = rig()
  const other = { ...message, turnId: '2'.repeat(32) }
  two.hear(other)
  two.hear({ ...message, dialogId: 'e'.repeat(32) })
  t.same([two.take(other.turnId), two.take(turn.turnId)], [undefined, undefined])
})
