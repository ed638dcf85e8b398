// One talk of the widget after another: what is left behind is nobody's, and another customer begins with nothing.
import t from 'tap'
import type { Answer } from '../../web/client/api-types.js'
import { ProblemError } from '../../web/client/problem-error.js'
import { settled, talksOf } from '../support/web/fake-client.js'

const answer = (dialogId: string): Answer => ({
  dialogId,
  turnId: 't1',
  seq: 1,
  answer: '您的订单已发货',
  source: 'llm',
  ai: true,
  level: 0,
  costMs: 0,
})
const notFound = () => new ProblemError({ type: '/problems/not-found', status: 404 }, 404)

t.test('reset closes the client and begins with another, which has no dialog', async t => {
  const { talks, store, kept, clients, client } = talksOf(t)
  talks.now().conversation.ask('我的手机号')
  client().asked[0]?.options.onAccepted?.({ dialogId: 'd1', turnId: 't1' })
  client().happen('answer', answer('d1'))
  t.equal(store.get().entries.length, 2)
  talks.reset()
  t.ok(client(0).isClosed)
  t.equal(clients.length, 2)
  t.match(store.get(), {
    dialogId: undefined,
    entries: [],
    mode: { mode: 'bot' },
    announced: { said: { text: '' } },
  })
  await settled()
  t.same(store.get().entries, [])
  t.same(kept.read(), { unsent: [] })
  talks.now().conversation.ask('下一位')
  t.equal(client().asked[0]?.options.dialogId, undefined)
})

t.test('what the left talk still hears or fails with is told to nobody', async t => {
  const { talks, store, told, client } = talksOf(t, 'd1')
  talks.now().conversation.ask('还在路上')
  talks.reset()
  const old = client(0)
  old.happen('answer', answer('d1'))
  old.happen('mode', { dialogId: 'd1', mode: 'seat' })
  old.histories[0]?.reject(notFound())
  await settled()
  t.same(told, [])
  t.match(store.get(), { dialogId: undefined, entries: [], mode: { mode: 'bot' } })
})

t.test('news of another dialog are dropped', async t => {
  const { talks, store, told, client } = talksOf(t)
  talks.now().conversation.ask('你好')
  client().asked[0]?.options.onAccepted?.({ dialogId: 'd2', turnId: 't2' })
  const at = '2026-11-11T12:00:00Z'
  client().happen('answer', answer('d1'))
  client().happen('message', { dialogId: 'd1', seq: 2, at, from: 'seat', text: '别人的', ai: false })
  client().happen('mode', { dialogId: 'd1', mode: 'seat' })
  client().happen('link', { dialogId: 'd1', state: 'reconnecting' })
  client().happen('rate', { dialogId: 'd1', serviceId: 's', expiresAt: at })
  client().happen('reset', { dialogId: 'd1', turns: [] })
  t.same(told, [])
  t.match(store.get(), { dialogId: 'd2', isSeatAway: false, sheet: undefined, mode: { mode: 'bot' } })
  t.equal(store.get().entries.length, 1)
})

t.test("another token goes on with the talk over a client of its own, if it is this customer's", async t => {
  const { talks, store, clients, client } = talksOf(t, 'd1')
  client().histories[0]?.tell({ dialogId: 'd1', mode: 'bot', expiresAt: '', turns: [] })
  await settled()
  talks.now().conversation.ask('第一句')
  talks.tokenChanged()
  t.equal(clients.length, 2)
  t.ok(client(0).isClosed)
  t.same(store.get().entries, [], 'nothing is shown before the server said whose it is')
  client().histories[0]?.tell({ dialogId: 'd1', mode: 'bot', expiresAt: '', turns: [] })
  await settled()
  t.match(client().asked, [{ text: '第一句', options: { dialogId: 'd1' } }])
})

t.test('what the customer before left unsent is not sent by the next', async t => {
  const { talks, store, kept, client } = talksOf(t, 'd1')
  talks.now().conversation.ask('上一位的问题')
  talks.tokenChanged()
  client().histories[0]?.reject(notFound())
  await settled()
  t.same(client().asked, [])
  t.match(store.get(), { dialogId: undefined, entries: [] })
  t.same(kept.read().unsent, [])
})

t.test('a dialog that is found gone late takes nothing of what was asked meanwhile', async t => {
  const { talks, store, kept, client } = talksOf(t, 'd1')
  talks.now().conversation.ask('还没有回答')
  client().histories[0]?.reject(notFound())
  await settled()
  t.match(store.get(), { dialogId: undefined, entries: [{ kind: 'question', text: '还没有回答' }] })
  client().asked[0]?.options.onAccepted?.({ dialogId: 'd2', turnId: 't1', renewed: true })
  t.match(store.get(), { dialogId: 'd2', entries: [{ state: 'placed' }] })
  t.equal(kept.read().dialogId, 'd2')
})

t.test('a question that was answered in another dialog stays when the old one is found gone', async t => {
  const { talks, store, kept, client } = talksOf(t, 'd1')
  talks.now().conversation.ask('你好')
  client().asked[0]?.options.onAccepted?.({ dialogId: 'd2', turnId: 't1', renewed: true })
  client().happen('answer', answer('d2'))
  client().histories[0]?.reject(notFound())
  await settled()
  t.equal(store.get().dialogId, 'd2')
  t.equal(store.get().entries.length, 2)
  t.equal(kept.read().dialogId, 'd2')
})

t.test(
  'each chosen picture has a name of its own, so that the one that is shown is the one that is sent',
  async t => {
    const { talks, store } = talksOf(t)
    const names = ['first', 'second'].map(text => {
      talks.now().attaching.choose(new Blob([text]))
      const { attached } = store.get()
      return attached?.state === 'sending' ? attached.name : undefined
    })
    t.equal(new Set(names).size, 2)
    t.notOk(names.includes(undefined))
  },
)

t.test('a network that is back is waited for only where a connection was lost', async t => {
  Object.defineProperty(globalThis, 'navigator', { value: { onLine: true }, configurable: true })
  const { talks, store, client } = talksOf(t)
  const offAndOn = () => {
    const { conversation } = talks.now()
    conversation.network(false)
    t.equal(store.get().link, 'offline')
    conversation.network(true)
    return store.get().link
  }
  t.equal(offAndOn(), 'up', 'nothing was connected yet')
  client().happen('state', 'connecting')
  client().happen('state', 'socket')
  t.equal(offAndOn(), 'up', 'the socket has not been missed')
  client().happen('state', 'http')
  t.equal(offAndOn(), 'reconnecting')
  client().happen('state', 'socket')
  t.equal(store.get().link, 'up')
  t.equal(client().reconnected, 3)
})

t.test('each answer is announced, the same words twice too, and so are notes and failures', async t => {
  const { talks, store, client } = talksOf(t)
  const { conversation } = talks.now()
  conversation.ask('有货吗')
  client().asked[0]?.options.onAccepted?.({ dialogId: 'd1', turnId: 't1' })
  const counts = ['t1', 't2'].map(turnId => {
    client().happen('answer', { ...answer('d1'), turnId })
    t.match(store.get().announced, { said: { text: '您的订单已发货' } })
    return store.get().announced.count
  })
  t.equal(new Set(counts).size, 2)
  conversation.note('messageLeft')
  t.same(store.get().announced.said, { word: 'messageLeft' })
  client().asked[0]?.reject(new ProblemError({ status: 422, detail: '太长了' }, 422))
  await settled()
  t.same(store.get().announced.said, { text: '太长了' })
  conversation.ask('还在吗')
  client().asked[1]?.reject(new Error('no token'))
  await settled()
  t.same(store.get().announced.said, { word: 'failed' })
})
