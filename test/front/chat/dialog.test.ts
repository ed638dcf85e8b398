// Reading, forgetting and cancelling over HTTP.
import t from 'tap'
import { asker, dialogId, fakeChat, fakeParts, turnId } from '../../../perf/load/fake-front.js'
import { stored } from '../../support/front/stored-turn.js'

t.test('a cancel is 204, 409 or 404', async t => {
  const chat = fakeChat()
  const ask = await asker(fakeParts(chat))
  const cancel = { method: 'DELETE', path: `/chat/${dialogId}/turns/${turnId}` }
  t.equal((await ask(cancel)).status, 404)
  chat.cancelled = 'already-answered'
  t.match(await ask(cancel), { status: 409, json: { type: '/problems/already-answered' } })
  chat.cancelled = 'cancelled'
  t.equal((await ask(cancel)).status, 204)
})

t.test('a dialog is read and forgotten by its customer', async t => {
  const chat = fakeChat()
  const ask = await asker(fakeParts(chat))
  const path = `/chat/${dialogId}`
  t.equal((await ask({ method: 'GET', path })).status, 404)
  t.equal((await ask({ method: 'DELETE', path })).status, 404)
  t.equal((await ask({ method: 'GET', path: '/chat/not-an-id' })).status, 404)
  t.match(await ask({ method: 'POST', path }), {
    status: 405,
    headers: { Allow: 'GET, HEAD, DELETE, OPTIONS' },
  })
  chat.dialog = { dialogId, mode: 'bot', expiresAt: 1000, turns: [stored] }
  t.same((await ask({ method: 'GET', path })).json, {
    dialog_id: dialogId,
    mode: 'bot',
    open: false,
    why: 'nobody',
    next_open_at: null,
    expires_at: '1970-01-01T00:00:01.000Z',
    turns: [
      {
        turn_id: turnId,
        seq: 3,
        at: '1970-01-01T00:00:00.000Z',
        text: '几天到',
        answer: '看物流',
        source: 'faq',
        ai: false,
      },
    ],
  })
  t.equal((await ask({ method: 'DELETE', path })).status, 204)
})
