import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { jwtVerify } from 'jose'
import t from 'tap'
import { packageRoot } from '../../src/root.js'
import { readTokenOrder } from '../../tools/token.js'
import { readSpan, readWhole, UsageError } from '../../tools/usage.js'

const run = promisify(execFile)
const tool = fileURLToPath(new URL('build/tools/token.js', packageRoot))

t.test('a token names who it was asked for and verifies with the secret', async t => {
  const args = [
    '--sub',
    'u7',
    '--role',
    'seat',
    '--shop',
    'north',
    '--ttl',
    '15m',
    '--name',
    '小王',
    '--care',
  ]
  const { stdout } = await run(process.execPath, [tool, ...args], {
    env: { JWT_SECRET: 'a secret that is only used in this test' },
  })
  const key = new TextEncoder().encode('a secret that is only used in this test')
  const { payload } = await jwtVerify(stdout.trim(), key, { algorithms: ['HS256'] })
  t.match(payload, { sub: 'u7', role: 'seat', shop: 'north', name: '小王', care: true })
  t.equal((payload.exp ?? 0) - (payload.iat ?? 0), 900)
})

t.test('without a secret the tool says what to do and fails', async t => {
  const failed = await run(process.execPath, [tool], { env: {} }).catch(fault => fault)
  t.match(failed, { code: 64, stderr: /^JWT_SECRET is not set/ })
})

t.test('issuer and audience come from the variables that the server checks', async t => {
  const order = readTokenOrder([], { JWT_ISSUER: 'shop', JWT_AUDIENCE: 'desk' })
  t.match(order, { uid: 'u1', role: 'customer', expiresInS: 3600, issuer: 'shop', audience: 'desk' })
})

t.test('a value that cannot be read is named', async t => {
  t.throws(
    () => readTokenOrder(['--role', 'boss'], {}),
    new UsageError('--role must be customer, seat or admin, got "boss"'),
  )
  t.throws(
    () => readSpan('ttl', '1 hour'),
    new UsageError('--ttl must be like 30s, 15m, 1h or 7d, got "1 hour"'),
  )
  t.throws(
    () => readWhole('limit', '0', 1),
    new UsageError('--limit must be a whole number of at least 1, got "0"'),
  )
})
