import { randomBytes } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import t from 'tap'
import { isWebhookSecret, newWebhookSecret, signatureHeaders } from '../../src/webhooks/signature.js'

const secretOf = () => newWebhookSecret(randomBytes)
const bodies = ['{}', '', '{"text":"明天发货 🚚"}', '\n', ' '.repeat(20_000), '"\\u0000"']

t.test("the standard's own library verifies what is signed, whatever the body", async t => {
  for (let i = 0; i < 200; i++) {
    const body = JSON.stringify(randomBytes(i).toString(i % 2 === 0 ? 'utf8' : 'latin1'))
    const secret = secretOf()
    const headers = signatureHeaders({ id: `e${i}`, triedAt: Date.now(), body }, [secret])
    t.doesNotThrow(() => new Webhook(secret).verify(body, headers))
  }
  for (const body of bodies) {
    const secret = secretOf()
    const headers = signatureHeaders({ id: 'e', triedAt: Date.now(), body: JSON.stringify(body) }, [secret])
    t.same(new Webhook(secret).verify(JSON.stringify(body), headers), body)
  }
})

t.test('during a rotation either secret verifies, and no other', async t => {
  const [newer, older, stranger] = [secretOf(), secretOf(), secretOf()]
  const headers = signatureHeaders({ id: 'e', triedAt: Date.now(), body: '{}' }, [newer, older])
  for (const secret of [newer, older]) t.same(new Webhook(secret).verify('{}', headers), {})
  t.throws(() => new Webhook(stranger).verify('{}', headers))
})

t.test('another body, id or time does not verify', async t => {
  const secret = secretOf()
  const headers = signatureHeaders({ id: 'e', triedAt: Date.now(), body: '{}' }, [secret])
  const webhook = new Webhook(secret)
  t.throws(() => webhook.verify('{ }', headers))
  t.throws(() => webhook.verify('{}', { ...headers, 'webhook-id': 'f' }))
  t.throws(() => webhook.verify('{}', { ...headers, 'webhook-timestamp': String(Date.now()) }))
})

t.test('a secret has the form of the standard, and is new each time', async t => {
  t.ok(isWebhookSecret(secretOf()))
  t.not(secretOf(), secretOf())
  for (const text of ['', 'whsec_', 'whsec_abc', `whsec_${'ä'.repeat(40)}`, 'a'.repeat(40)])
    t.notOk(isWebhookSecret(text), text)
})
