import { createHmac } from 'node:crypto'
import { jwtVerify, SignJWT } from 'jose'
import t from 'tap'
import { createHs256 } from '../../src/auth/hs256.js'
import { signToken } from '../../src/auth/sign.js'
import { bearerToken, createTokens, type Tokens, type Verify } from '../../src/auth/tokens.js'

const secret = 'the current secret, long enough'
const before = 'the secret before, also long enough'
const now = 1_800_000_000_000
const later = now / 1000 + 60

function tokens(
  over: { verify?: Verify; issuer?: string; audience?: string; clock?: () => number } = {},
): Tokens {
  return createTokens({
    verify: over.verify ?? createHs256([secret, before]),
    rules: { issuer: over.issuer ?? '', audience: over.audience ?? '', ownerOf: (_shop, uid) => `#${uid}` },
    clock: { now: over.clock ?? (() => now) },
    remembered: 10,
  })
}

/** A token made by hand, so that it may be wrong in every way. */
function forge(header: unknown, claims: unknown, key = secret): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${encode(header)}.${encode(claims)}`
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`
}

const good = { sub: 'u1', exp: later }
const hs256 = { alg: 'HS256' }
const verdict = async (token: string, by = tokens()): Promise<unknown> => {
  try {
    return await by.identify(token)
  } catch (refusal) {
    return refusal
  }
}

t.test('a signed token names its customer', async t => {
  const order = { uid: 'u1', role: 'seat', shop: 's2', expiresInS: 60 } as const
  t.same(await verdict(await signToken(order, secret, now)), {
    role: 'seat',
    uid: 'u1',
    owner: '#u1',
    shop: 's2',
    expiresAt: now + 60_000,
    seat: { name: undefined, skills: [], capacity: undefined },
  })
  t.match(await verdict(forge(hs256, good)), { role: 'customer', shop: 'main' })
})

t.test('a claim about a person that is no use is left out and counted, and the token is good', async t => {
  const ignored: string[] = []
  const by = createTokens({
    verify: createHs256([secret]),
    clock: { now: () => now },
    remembered: 10,
    rules: { issuer: '', audience: '', ownerOf: (_shop: string, uid: string) => uid },
    onIgnored: claim => ignored.push(claim),
  })
  const of = (claims: object) => verdict(forge(hs256, { ...good, ...claims }), by)
  t.match(await of({ ref: 'c-17', care: true }), { ref: 'c-17', needsCare: true })
  const able = { role: 'seat', name: '小王', skills: ['退款'], capacity: 3 }
  t.match(await of(able), { seat: { name: '小王', skills: ['退款'], capacity: 3 } })
  t.same(ignored, [])
  t.match(await of({ ref: '顾客', care: 'yes' }), { uid: 'u1', ref: undefined })
  const unfit = { role: 'seat', name: '', skills: ['退款', 7], capacity: 51 }
  t.match(await of(unfit), { seat: { name: undefined, skills: ['退款'], capacity: undefined } })
  await of(unfit)
  t.same(ignored, ['ref', 'care', 'name', 'skills', 'capacity'], 'once a token')
})

t.test('where shops are named, a token of another is 403, and identities know the language', async t => {
  const rules = {
    issuer: '',
    audience: '',
    ownerOf: (_shop: string, uid: string) => uid,
    shopNamed: (name: string) => (name === 'a' ? ({ language: 'en' } as const) : undefined),
  }
  const by = createTokens({ verify: createHs256([secret]), rules, clock: { now: () => now }, remembered: 10 })
  const of = (claims: object) => verdict(forge(hs256, { ...good, ...claims }), by)
  t.match(await of({ shop: 'a' }), { shop: 'a', language: 'en' })
  t.match(await of({ shop: '*', role: 'admin' }), { shop: '*' })
  for (const claims of [{}, { shop: 'b' }, { shop: 'b', role: 'admin' }, { role: 'seat' }, { role: 'admin' }])
    t.match(await of(claims), { kind: 'forbidden' }, JSON.stringify(claims))
})

t.test('the secret before a rotation is still accepted, any other is not', async t => {
  t.match(await verdict(forge(hs256, good, before)), { uid: 'u1' })
  t.match(await verdict(forge(hs256, good, 'another')), { kind: 'unauthorized' })
})

t.test('what a token lacks or gets wrong is 401', async t => {
  for (const claims of [
    { exp: later },
    { sub: '', exp: later },
    { sub: 1, exp: later },
    { sub: 'u1' },
    { sub: 'u1', exp: String(later) },
    { sub: 'u1', exp: now / 1000 },
    { ...good, nbf: later },
    { ...good, iat: 'x' },
    { ...good, shop: 1 },
    [],
    null,
  ]) {
    t.match(await verdict(forge(hs256, claims)), { kind: 'unauthorized' }, JSON.stringify(claims))
  }
})

t.test('an unknown role is 403', async t => {
  for (const role of ['root', '', 1, null]) {
    t.match(await verdict(forge(hs256, { ...good, role })), { kind: 'forbidden' }, String(role))
  }
})

t.test('issuer and audience are checked when they are configured', async t => {
  const by = tokens({ issuer: 'shop', audience: 'rushdesk' })
  t.match(await verdict(forge(hs256, { ...good, iss: 'shop', aud: ['x', 'rushdesk'] }), by), { uid: 'u1' })
  t.match(await verdict(forge(hs256, { ...good, iss: 'shop', aud: 'rushdesk' }), by), { uid: 'u1' })
  t.match(await verdict(forge(hs256, { ...good, iss: 'shop', aud: 'x' }), by), { kind: 'unauthorized' })
  t.match(await verdict(forge(hs256, { ...good, aud: 'rushdesk' }), by), { kind: 'unauthorized' })
})

t.test('the verdicts are those of jose', async t => {
  const token = forge(hs256, good)
  const [head = '', claims = '', signature = ''] = token.split('.')
  const rows = [
    token,
    forge({ alg: 'none' }, good),
    forge({ alg: 'HS384' }, good),
    forge({ alg: 'HS256', crit: ['x'], x: 1 }, good),
    forge({}, good),
    `${head}.${claims}.`,
    `${head}.${claims}`,
    `${token}.x`,
    `${head}.${claims}.${signature.slice(0, -1)}`,
    `${head}.${claims}.${signature}A`,
    `${head}.${claims}x.${signature}`,
    `.${claims}.${signature}`,
    'x',
    '',
    forge(hs256, { ...good, exp: now / 1000 - 1 }),
    forge(hs256, { ...good, nbf: later }),
    forge(hs256, good, 'another'),
    await new SignJWT({})
      .setProtectedHeader({ alg: 'HS512' })
      .setSubject('u1')
      .setExpirationTime(later)
      .sign(Buffer.from(secret)),
  ]
  for (const row of rows) {
    const byJose = await jwtVerify(row, Buffer.from(secret), {
      algorithms: ['HS256'],
      currentDate: new Date(now),
    }).then(
      () => true,
      () => false,
    )
    t.equal('uid' in Object(await verdict(row)), byJose, row)
  }
})

t.test('a token has one spelling only', async t => {
  const token = forge(hs256, good)
  // jose decodes and so forgives the last character's unused bits; here only the canonical spelling counts.
  const last = token.at(-1) ?? ''
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const other = alphabet[alphabet.indexOf(last) ^ 1]
  t.match(await verdict(token.slice(0, -1) + other), { kind: 'unauthorized' })
})

t.test('a token is verified once, and no longer than it and its key live', async t => {
  let [time, verified, isLive] = [now, 0, true]
  const verify = (token: string) => {
    verified++
    return { claims: { sub: token, exp: later }, key: { isLive: () => isLive } }
  }
  const by = tokens({ verify, clock: () => time })
  await by.identify('a')
  await by.identify('a')
  t.equal(verified, 1)
  isLive = false
  await by.identify('a')
  t.equal(verified, 2, 'its key has gone')
  isLive = true
  time = later * 1000
  t.match(await verdict('a', by), { kind: 'unauthorized' }, 'it has expired')
})

t.test('a token tells whose it says it is before it is verified', async t => {
  const by = tokens()
  const claimed = (claims: unknown) => by.claimed(forge(hs256, claims, 'another secret'))
  t.match(claimed({ sub: 'u1', shop: 's2', exp: 1 }), { uid: 'u1', shop: 's2', owner: '#u1' })
  t.match(claimed({ sub: 'u1' }), { shop: 'main' })
  t.equal(claimed({ shop: 's2' }), undefined)
  t.equal(claimed({ sub: 'u1', shop: 7 }), undefined)
  t.equal(by.claimed('a.b'), undefined)
  t.equal(by.claimed('a.b.c'), undefined)
  const token = forge(hs256, good)
  const bearer = by.identify(token)
  t.equal(by.claimed(token), bearer, 'once it was verified, its bearer')
})

t.test('remembered tokens are bounded', async t => {
  let verified = 0
  const verify = (token: string) => {
    verified++
    return { claims: { sub: token, exp: later }, key: { isLive: () => true } }
  }
  const by = tokens({ verify })
  for (let i = 0; i <= 10; i++) await by.identify(String(i))
  await by.identify('0')
  t.equal(verified, 12, 'the oldest was forgotten')
})

t.test('the bearer token is read from the header', t => {
  t.equal(bearerToken('Bearer a.b-c_d.e'), 'a.b-c_d.e')
  t.equal(bearerToken('bearer  abc'), 'abc')
  for (const header of [
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Basic abc',
    'Bearer a b',
    'Bearer a, Bearer b',
  ]) {
    t.throws(() => bearerToken(header), /bearer token is required/, String(header))
  }
  t.end()
})
