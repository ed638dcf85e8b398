// Following over the real subscriptions: what is stored at the worst moment is told all the same, once.
import t, { type Test } from 'tap'
import { customer, dialogId, fakeChat, replyTo } from '../../../perf/load/fake-front.js'
import type { StoredTurn } from '../../../src/answer/answer.js'
import { pause } from '../../../src/clock.js'
import { createSubscriptions } from '../../../src/dialog/follow/subscriptions.js'
import { createWatching } from '../../../src/dialog/follow/watching.js'
import type { DialogView } from '../../../src/dialog/store/dialog-views.js'
import { type FollowEvent, follow } from '../../../src/front/chat/replay.js'

const stored = (seq: number): StoredTurn => ({ ...replyTo({ text: `q${seq}` } as never).turn, seq })

function rig() {
  const turns = [stored(1)]
  const view = () => ({ dialogId, mode: 'bot', expiresAt: 0, turns: [...turns] }) as const
  const dialogs = {
    watch: async () => undefined,
    unwatch: async () => undefined,
    readAfter: async ({ after }: { after: number }) => ({
      mode: 'bot' as const,
      newest: turns.length,
      turns: turns.filter(({ seq }) => seq > after),
    }),
  }
  const onError = (error: unknown) => t.fail(String(error))
  const watching = createWatching({ dialogs, processId: 's', pause, onError })
  const told: FollowEvent[] = []
  let heard: () => void = () => undefined
  return {
    turns,
    view,
    watching,
    told,
    subscriptions: createSubscriptions({ dialogs, watching, pause, onError }),
    tell(event: FollowEvent) {
      told.push(event)
      heard()
    },
    /** Resolves when so many events were told. */
    until: (count: number) =>
      new Promise<void>(resolve => {
        heard = () => {
          if (told.length >= count) resolve()
        }
        heard()
      }),
  }
}

const seqs = (events: FollowEvent[]) =>
  events.map(event => (event.kind === 'answer' ? event.turn.seq : event.kind))

t.test('a turn that is stored between the read and the subscription is told', async t => {
  const { turns, view, subscriptions, tell, told, until, watching } = rig()
  const chat = fakeChat()
  chat.read = async () => {
    const before = view()
    turns.push(stored(2))
    return before
  }
  const signal = AbortSignal.timeout(10_000)
  const stop = await follow({ chat, subscriptions }, { customer, dialogId, after: 0, signal }, tell)
  await until(2)
  turns.push(stored(3))
  watching.wake(dialogId)
  await until(3)
  t.same(seqs(told), [1, 2, 3])
  stop?.()
})

t.test('what the reader has already is not told again', async t => {
  const { turns, subscriptions, tell, told, until, watching } = rig()
  turns.push(stored(2))
  const stop = subscriptions.subscribe({ customer, dialogId, after: 1 }, tell)
  await until(1)
  const stopOther = subscriptions.subscribe({ customer, dialogId }, () => t.fail('what was there is known'))
  turns.push(stored(3))
  stopOther()
  watching.wake(dialogId)
  await until(2)
  t.same(seqs(told), [2, 3])
  stop()
})

/** The kinds and modes told to a client that comes back to this dialog. */
async function toldOf(t: Test, view: Partial<DialogView>) {
  const { turns, subscriptions, tell, told } = rig()
  const chat = fakeChat()
  chat.dialog = { dialogId, mode: 'bot', expiresAt: 0, turns, ...view }
  const signal = AbortSignal.timeout(10_000)
  const stop = await follow({ chat, subscriptions }, { customer, dialogId, after: 1, signal }, tell)
  t.teardown(() => stop?.())
  return told.map(event => (event.kind === 'mode' ? event.mode : event.kind))
}

t.test('a service that was closed while the client was away is told when it comes back', async t => {
  t.same(await toldOf(t, { hadPerson: true }), ['bot'])
  const invitation = { serviceId: 's1', expiresAt: 1 }
  t.same(await toldOf(t, { hadPerson: true, invitation }), ['bot', 'rate'])
})

t.test('nothing is told of persons in a dialog that never had one', async t => {
  t.same(await toldOf(t, {}), [])
})
