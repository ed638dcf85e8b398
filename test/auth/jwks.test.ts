import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import t from 'tap'
import { createJwks } from '../../src/auth/jwks.js'
import { createTokens } from '../../src/auth/tokens.js'

const MIN = 60_000

interface Signer {
  readonly jwk: JWK
  sign(header?: object): Promise<string>
}

async function signer(alg: string, kid: string): Promise<Signer> {
  const { publicKey, privateKey } = await generateKeyPair(alg, {
    extractable: true,
    ...(alg === 'EdDSA' && { crv: 'Ed25519' }),
  })
  const exp = Math.floor(Date.now() / 1000) + 7200
  return {
    jwk: { ...(await exportJWK(publicKey)), kid },
    sign: header =>
      new SignJWT({ sub: 'u1', exp }).setProtectedHeader({ alg, kid, ...header }).sign(privateKey),
  }
}

function keySet(...first: Signer[]) {
  const state = {
    keys: first.map(({ jwk }) => jwk) as unknown[],
    now: Date.now(),
    fetches: 0,
    isAway: false,
    verdict: async (token: string): Promise<unknown> => {
      try {
        return await tokens.identify(token)
      } catch (refusal) {
        return refusal
      }
    },
    /** Lets a refresh that nobody waits for come to its end. */
    settled: () => new Promise(resolve => setTimeout(resolve, 20)),
  }
  const clock = { now: () => state.now }
  const verify = createJwks({
    clock,
    log: { warn: () => undefined },
    fetchKeySet: async () => {
      state.fetches++
      if (state.isAway) throw new Error('away')
      return { keys: state.keys }
    },
  })
  const rules = { issuer: '', audience: '', ownerOf: (_shop: string, uid: string) => uid }
  const tokens = createTokens({ verify, rules, clock, remembered: 10 })
  return state
}

for (const alg of ['RS256', 'ES256', 'EdDSA']) {
  t.test(`${alg} tokens are verified by the key that their kid names`, async t => {
    const [one, two] = [await signer(alg, 'one'), await signer(alg, 'two')]
    const set = keySet(one, two)
    t.match(await set.verdict(await two.sign()), { uid: 'u1' })
    t.match(await set.verdict(await one.sign({ kid: 'two' })), { kind: 'unauthorized' })
    t.equal(set.fetches, 1)
  })
}

t.test('the algorithm is that of the key, whatever the token says', async t => {
  const key = await signer('RS256', 'k')
  const set = keySet(key)
  const [, claims, signature] = (await key.sign()).split('.')
  for (const alg of ['none', 'HS256', 'PS256', 'ES256']) {
    const head = Buffer.from(JSON.stringify({ alg, kid: 'k' })).toString('base64url')
    t.match(await set.verdict(`${head}.${claims}.${signature}`), { kind: 'unauthorized' }, alg)
  }
})

t.test('keys of another kind or for another use are passed over', async t => {
  const key = await signer('ES256', 'k')
  const set = keySet(key)
  set.keys = [{ ...key.jwk, use: 'enc' }, { kty: 'oct', k: 'AAAA', kid: 'o' }, 'rubbish']
  t.match(await set.verdict(await key.sign()), { kind: 'unauthorized' })
})

t.test('an unknown kid makes the set be fetched again, at most every 30 s', async t => {
  const [one, two] = [await signer('ES256', 'one'), await signer('ES256', 'two')]
  const set = keySet(one)
  await set.verdict(await one.sign())
  set.keys.push(two.jwk)
  t.match(await set.verdict(await two.sign()), { kind: 'unauthorized' }, 'fetched a moment ago')
  t.equal(set.fetches, 1)
  set.now += 30_000
  const both = await Promise.all([set.verdict(await two.sign()), set.verdict(await two.sign())])
  t.match(both, [{ uid: 'u1' }, { uid: 'u1' }])
  t.equal(set.fetches, 2)
})

t.test('keys are kept while the set cannot be fetched', async t => {
  const key = await signer('ES256', 'k')
  const set = keySet(key)
  await set.verdict(await key.sign())
  set.isAway = true
  set.now += 60 * MIN
  t.match(await set.verdict(await key.sign()), { uid: 'u1' })
})

t.test('a vanished key counts for ten minutes more; then it and its remembered tokens are dead', async t => {
  const [one, two] = [await signer('ES256', 'one'), await signer('ES256', 'two')]
  const set = keySet(one, two)
  const token = await one.sign()
  await set.verdict(token)
  set.keys = [two.jwk]
  set.now += 5 * MIN
  t.match(await set.verdict(token), { uid: 'u1' }, 'a remembered token makes a stale set be fetched')
  await set.settled()
  t.equal(set.fetches, 2)
  set.now += 10 * MIN - 1
  t.match(await set.verdict(token), { uid: 'u1' })
  await set.settled()
  set.now += 1
  t.match(await set.verdict(token), { kind: 'unauthorized' })
})

t.test('another key under the same kid ends the tokens of the first at once', async t => {
  const [one, other] = [await signer('ES256', 'k'), await signer('ES256', 'k')]
  const set = keySet(one)
  const token = await one.sign()
  await set.verdict(token)
  set.keys = [other.jwk]
  set.now += 5 * MIN
  await set.verdict(token)
  await set.settled()
  t.match(await set.verdict(token), { kind: 'unauthorized' })
  t.match(await set.verdict(await other.sign()), { uid: 'u1' })
})

t.test('without any key set a token can be neither taken nor refused', async t => {
  const key = await signer('ES256', 'k')
  const set = keySet(key)
  set.isAway = true
  t.match(await set.verdict(await key.sign()), { kind: 'store-away' })
})

t.test('a key that cannot be used takes no other with it', async t => {
  for (const alg of ['RS256', 'ES256', 'EdDSA']) {
    const key = await signer(alg, 'k')
    const { x, n, ...halfAKey } = { ...key.jwk, kid: 'half' }
    const unusable = [
      ...[null, 7, 'rubbish', [], {}, { kid: 'k' }],
      halfAKey,
      { ...key.jwk, kid: 'short', ...(x ? { x: x.slice(0, 8) } : { n: '' }) },
      { ...key.jwk, kid: 5 },
      { kty: 'OKP', crv: 'Ed448', x: 'AAAA', kid: 'k' },
      { kty: 'EC', crv: 'P-256', kid: 'k2' },
      { kty: 'OKP', crv: 'P-256', x: 'AAAA', kid: 'k3' },
      { kty: 'AKP', alg: 'ML-DSA-44', pub: 'AAAA', kid: 'k' },
    ]
    for (const odd of unusable) {
      const set = keySet(key)
      set.keys = [odd, key.jwk, odd]
      t.match(await set.verdict(await key.sign()), { uid: 'u1' }, `${alg} beside ${JSON.stringify(odd)}`)
    }
  }
})

t.test('keys that share an id do not hide each other', async t => {
  const [rsa, ec] = [await signer('RS256', 'k'), await signer('ES256', 'k')]
  const [enc, wrap] = [await signer('RS256', 'k'), await signer('RS256', 'k')]
  const set = keySet(rsa)
  set.keys = [rsa.jwk, ec.jwk, { ...enc.jwk, use: 'enc' }, { ...wrap.jwk, key_ops: ['wrapKey'] }]
  for (const key of [rsa, ec]) t.match(await set.verdict(await key.sign()), { uid: 'u1' })
  for (const key of [enc, wrap]) t.match(await set.verdict(await key.sign()), { kind: 'unauthorized' })
})

t.test('a signature has one spelling', async t => {
  for (const alg of ['RS256', 'ES256', 'EdDSA']) {
    const key = await signer(alg, 'k')
    const set = keySet(key)
    const token = await key.sign()
    const last = token.at(-1) ?? ''
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const unusedBit = letters[letters.indexOf(last) ^ 1] ?? ''
    const bits = `${token.slice(0, -1)}${unusedBit}`
    const decoded = (spelling: string) => Buffer.from(spelling.split('.')[2] ?? '', 'base64url')
    t.same(decoded(bits), decoded(token), 'the same bytes')
    for (const spelling of [bits, `${token}=`, `${token}==`]) {
      t.match(await set.verdict(spelling), { kind: 'unauthorized' }, spelling.slice(-4))
    }
    t.match(await set.verdict(token), { uid: 'u1' })
  }
})
