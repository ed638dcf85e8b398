// `npm run --silent token -- --sub u1`: prints a bearer token signed with JWT_SECRET, for trying the API by hand.
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Role } from '../src/auth/identity.js'
import { signToken, type TokenOrder } from '../src/auth/sign.js'
import { readSpan, runTool, UsageError } from './usage.js'

const usage = `Usage: JWT_SECRET=… npm run --silent token -- [--sub u1] [--role customer] [--shop main] [--ttl 1h]
       [--name 小王] [--care]

  --sub    the customer's, seat's or operator's id (uid)
  --role   customer, seat or admin
  --shop   the shop whose answers the token's owner may share
  --ttl    30s, 15m, 1h, 7d
  --name   a seat's name, as customers see it
  --care   a customer whom people serve before others

JWT_ISSUER and JWT_AUDIENCE are put into the token when they are set.
`

/** The order of the command line and the environment. */
export function readTokenOrder(args: readonly string[], env: NodeJS.ProcessEnv): TokenOrder | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sub: { type: 'string', default: 'u1' },
      role: { type: 'string', default: 'customer' },
      shop: { type: 'string' },
      ttl: { type: 'string', default: '1h' },
      name: { type: 'string' },
      care: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  return {
    uid: values.sub,
    role: readRole(values.role),
    expiresInS: readSpan('ttl', values.ttl),
    ...(values.shop && { shop: values.shop }),
    ...(values.name && { name: values.name }),
    ...(values.care && { needsCare: true }),
    ...(env.JWT_ISSUER && { issuer: env.JWT_ISSUER }),
    ...(env.JWT_AUDIENCE && { audience: env.JWT_AUDIENCE }),
  }
}

function readRole(role: string): Role {
  if (role === 'customer' || role === 'seat' || role === 'admin') return role
  throw new UsageError(`--role must be customer, seat or admin, got "${role}"`)
}

export async function main(args: readonly string[]): Promise<number> {
  const order = readTokenOrder(args, process.env)
  if (order === 'help') {
    process.stdout.write(usage)
    return 0
  }
  const secret = process.env.JWT_SECRET
  if (!secret) {
    throw new UsageError('JWT_SECRET is not set: give the server and this tool the same secret of your own.')
  }
  process.stdout.write(`${await signToken(order, secret, Date.now())}\n`)
  return 0
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await runTool(() => main(process.argv.slice(2)))
