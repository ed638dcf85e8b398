// Who follows for a socket is ended with it, also what begins only when it has closed already.
import t from 'tap'
import { customer, dialogId, fakeChat, fakeParts } from '../../../perf/load/fake-front.js'
import type { ClientHandle } from '../../../src/front/socket/connection.js'
import { Followed } from '../../../src/front/socket/followed-dialogs.js'
import { Session, type SessionDeps } from '../../../src/front/socket/session.js'
import { feed } from '../../support/front/socket-stage.js'

/** What still follows, by kind. */
function rig() {
  const subscriptions = feed()
  const live = { links: 0, standings: 0 }
  /** Called with each frame that is sent. */
  const peer = { onSend: () => {} }
  const handle: ClientHandle = {
    identity: customer,
    language: 'zh',
    send: () => peer.onSend(),
    refuse: () => peer.onSend(),
  }
  // As a desk does it: the first state is told at once.
  const begin = (kind: keyof typeof live) => (tell: () => void) => {
    live[kind]++
    tell()
    return () => void live[kind]--
  }
  const chat = fakeChat()
  chat.dialog = { dialogId, mode: 'bot', expiresAt: 0, turns: [] }
  const deps = {
    chat,
    subscriptions,
    limits: { readMs: 1_000 },
    standings: {
      follow: (...[, , tell]: Parameters<SessionDeps['standings']['follow']>) =>
        begin('standings')(() => tell({ mode: 'bot', open: true })),
    },
    seatLinks: {
      follow: (...[, , tell]: Parameters<SessionDeps['seatLinks']['follow']>) =>
        begin('links')(() => tell('back')),
    },
  }
  return { live, peer, handle, deps, subscriptions }
}

t.test('a socket that has closed follows nothing more', async t => {
  const { deps, handle, subscriptions } = rig()
  const followed = new Followed(deps, handle, { find: () => undefined })
  followed.start(dialogId)
  t.equal(subscriptions.listeners.size, 1)
  const resumed = followed.resume(dialogId, 0)
  followed.close()
  await resumed
  followed.start(dialogId)
  t.equal(subscriptions.listeners.size, 0)
})

t.test('a socket follows the 32 dialogs that it came to last, and none after it has closed', async t => {
  const { deps, handle, subscriptions } = rig()
  const followed = new Followed(deps, handle, { find: () => undefined })
  const ids = Array.from({ length: 100 }, (_none, n) => n.toString(16).padStart(32, '0'))
  for (const id of ids) followed.start(id)
  t.same([...subscriptions.listeners.keys()], ids.slice(-32))
  await Promise.all(ids.map(id => followed.resume(id, 0).catch(() => undefined)))
  t.ok(subscriptions.listeners.size <= 32)
  followed.close()
  t.equal(subscriptions.listeners.size, 0)
})

t.test('a frame about people whose socket closes meanwhile leaves nobody who follows', async t => {
  const { deps, handle, subscriptions } = rig()
  let left = () => {}
  const asking = {
    ...fakeParts(deps.chat).asking,
    leaveQueue: () => new Promise<boolean>(resolve => (left = () => resolve(true))),
  }
  const parts = { ...fakeParts(deps.chat), ...deps, asking, mayAsk: () => true } as unknown as SessionDeps
  const session = new Session(parts, handle)
  session.onFrame(JSON.stringify({ type: 'leave', ref: 'l', dialog_id: dialogId }))
  session.closed()
  left()
  await new Promise(setImmediate)
  t.equal(subscriptions.listeners.size, 0)
})

t.test('what is told at once may close the socket, and ends with it', async t => {
  for (const mode of ['seat', 'queued', 'bot'] as const) {
    for (const closesAt of [1, 2]) {
      const { deps, handle, live, peer, subscriptions } = rig()
      const followed = new Followed(deps, handle, { find: () => undefined })
      let sent = 0
      peer.onSend = () => {
        if (++sent === closesAt) followed.close()
      }
      followed.start(dialogId)
      const tell = subscriptions.listeners.get(dialogId)
      tell?.({ kind: 'mode', mode, seat: mode === 'seat' ? { name: '小王', serviceId: 's1' } : undefined })
      followed.close()
      t.same(live, { links: 0, standings: 0 }, `${mode}, closed by frame ${closesAt}`)
    }
  }
})
