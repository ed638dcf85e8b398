import t from 'tap'
import { createSeal } from '../../src/privacy/seal.js'
import { createMemorySettings } from '../../src/settings/settings.memory.js'
import { createEndpointSecrets, ROTATION_MS } from '../../src/webhooks/endpoint-secrets.js'
import { fakeClock } from '../support/dialog/fake-time.js'
import { endpointOf } from '../support/webhooks/endpoint.js'

function stage() {
  const clock = fakeClock()
  const settings = createMemorySettings(() => `${Math.random()}`)
  let made = 0
  const secrets = createEndpointSecrets({
    settings,
    clock,
    ...createSeal('key', 'test'),
    env: name => (name === 'HOOK' ? 'whsec_env' : undefined),
    newSecret: words => (words === undefined ? `whsec_${++made}` : `whsec_of_${words.join('_')}`),
  })
  return { clock, settings, secrets }
}

t.test('a new endpoint gets a secret, which is shown once and stored sealed', async t => {
  const { settings, secrets } = stage()
  t.same(secrets.of(endpointOf('a')), [])
  t.same([...(await secrets.complete([endpointOf('a')]))], [['a', 'whsec_1']])
  t.same([...(await secrets.complete([endpointOf('a'), endpointOf('b')]))], [['b', 'whsec_2']])
  t.same(secrets.of(endpointOf('a')), ['whsec_1'])
  t.notMatch(JSON.stringify([...settings.current().values]), 'whsec')
})

t.test('two secrets are valid for a day after a rotation', async t => {
  const { clock, secrets } = stage()
  await secrets.complete([endpointOf('a')])
  t.equal(await secrets.rotate(endpointOf('a')), 'whsec_2')
  t.same(secrets.of(endpointOf('a')), ['whsec_2', 'whsec_1'])
  clock.move(ROTATION_MS)
  t.same(secrets.of(endpointOf('a')), ['whsec_2'])
})

t.test('the secret of an endpoint that is removed goes with it', async t => {
  const { secrets } = stage()
  await secrets.complete([endpointOf('a')])
  await secrets.complete([])
  t.same(secrets.of(endpointOf('a')), [])
})

t.test(
  'a rotation that comes again under its key gives the same secret, and the one before stays valid',
  async t => {
    const { secrets } = stage()
    await secrets.complete([endpointOf('a')])
    const first = await secrets.rotate(endpointOf('a'), 'k1')
    t.equal(await secrets.rotate(endpointOf('a'), 'k1'), first)
    t.same(secrets.of(endpointOf('a')), [first, 'whsec_1'])
    t.not(await secrets.rotate(endpointOf('a'), 'k2'), first)
  },
)

t.test('a secret may be in a variable that the file names, and then it cannot be rotated', async t => {
  const { secrets } = stage()
  const own = endpointOf('a', { secret_env: 'HOOK' })
  t.same([...(await secrets.complete([own]))], [])
  t.same(secrets.of(own), ['whsec_env'])
  t.same(secrets.of(endpointOf('a', { secret_env: 'OTHER' })), [])
  t.match(await secrets.rotate(own).catch((error: unknown) => error), { kind: 'invalid-field' })
})

t.test('a secret sealed with another key or for another purpose does not open', async t => {
  const sealed = createSeal('key', 'test').seal('好')
  t.equal(createSeal('key', 'test').open(sealed), '好')
  for (const other of [createSeal('key', 'other'), createSeal('other', 'test')])
    t.equal(other.open(sealed), undefined)
  const first = sealed.startsWith('A') ? 'B' : 'A'
  for (const broken of ['', 'AAAA', `${first}${sealed.slice(1)}`])
    t.equal(createSeal('key', 'test').open(broken), undefined)
})
