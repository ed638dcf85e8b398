// A scenario's stage: processes of the server, each on a port of its own, a vendor that remembers every prompt,
// and a Redis of their own.
import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { signToken } from '../../src/auth/sign.js'
import { type Program, startProgram } from '../../tools/program.js'
import { nodeFlags } from '../../tools/server.js'
import { startVendor, type Vendor, type VendorCall } from '../fake-llm.js'
import { createClient } from './client.js'
import type { Evidence, Message, Said, Stored } from './evidence.js'

export interface StageOrder {
  /** The folder of the package that is put to the proof. */
  readonly root: URL
  readonly processes: number
  readonly redisUrl: string
  /** Milliseconds that the vendor takes, at least and at most. */
  readonly vendorMs: readonly [number, number]
  readonly env?: NodeJS.ProcessEnv
}

export interface Stage {
  readonly vendor: Vendor
  readonly servers: Program[]
  /** Where clients find the processes; a scenario may change it. */
  ports: () => readonly number[]
  /** Environment of each process. */
  readonly env: NodeJS.ProcessEnv
  token(uid: string): Promise<string>
  startServer(port: number): Promise<Program>
  /** Reads every dialog that a reply named. */
  evidence(said: readonly Said[]): Promise<Evidence>
  close(): Promise<void>
}

/** Nothing but the order of turns shall decide here: no limit of rates, no shedding, histories kept whole. */
const settings = {
  NODE_ENV: 'test',
  RATE_PER_S: '0',
  UID_RATE_PER_S: '0',
  OVERLOAD: 'off',
  KEEP_TURNS: '1000',
  BREAKER_FAILURES: '1000',
}

export async function openStage({ root, processes, redisUrl, vendorMs, env }: StageOrder): Promise<Stage> {
  const [fromMs, toMs] = vendorMs
  const vendor = await startVendor({ latency: { kind: 'uniform', fromMs, toMs }, numbered: true, wake: 1 })
  const prompts = new Map<number, readonly Message[]>()
  vendor.events.on('call', (call: VendorCall) => prompts.set(call.number, promptOf(call)))
  const secret = randomBytes(32).toString('hex')
  const entry = fileURLToPath(new URL('build/src/main.js', root))
  const shared = {
    PATH: process.env.PATH,
    ...settings,
    JWT_SECRET: secret,
    DATA_KEY: secret,
    REDIS_URL: redisUrl,
    LLM_URL: vendor.url,
    HOST: '127.0.0.1',
    ...env,
  }
  const startServer = (port: number) =>
    startProgram([process.execPath, ...nodeFlags, entry], { ...shared, PORT: String(port) })
  const servers = await Promise.all(Array.from({ length: processes }, () => startServer(0)))
  const stage: Stage = {
    vendor,
    servers,
    startServer,
    env: shared,
    ports: () => servers.map(server => server.port),
    token: uid => signToken({ uid, role: 'customer', expiresInS: 3600 }, secret, Date.now()),
    async evidence(said) {
      const histories = await readHistories(stage, said)
      return { said, histories, prompts }
    },
    async close() {
      await Promise.all(servers.map(server => server.stop()))
      vendor.close()
    },
  }
  return stage
}

function promptOf({ body }: VendorCall): Message[] {
  const { messages } = JSON.parse(body) as { readonly messages: readonly Message[] }
  return messages.filter(message => message.role !== 'system')
}

/** Dialog ids are asked for by their owners; a dialog opens with the text `d<n> …` of the customer `u<n>`. */
async function readHistories(stage: Stage, said: readonly Said[]): Promise<Map<string, Stored[]>> {
  const owners = new Map(said.flatMap(({ told, text }) => (told ? [[told.dialogId, uidOf(text)]] : [])))
  const histories = new Map<string, Stored[]>()
  for (const [dialogId = '', uid = ''] of owners) {
    const client = createClient(stage.ports, await stage.token(uid))
    const turns = await readHistory(stage, client, dialogId)
    if (turns) histories.set(dialogId, turns)
    client.close()
  }
  return histories
}

const uidOf = (text: string) => `u${/^d(\d+)/.exec(text)?.[1]}`

async function readHistory(
  stage: Stage,
  client: ReturnType<typeof createClient>,
  dialogId: string,
): Promise<Stored[] | undefined> {
  let last: unknown
  for (let at = 0; at < 2 * stage.ports().length; at++) {
    const outcome = await client.send(at, { method: 'GET', path: `/chat/${dialogId}` })
    last = outcome
    if (typeof outcome === 'string') continue
    if (outcome.status === 200) return outcome.body.turns as Stored[]
    if (outcome.status === 404) return undefined
  }
  throw new Error(`the dialog ${dialogId} could not be read: ${JSON.stringify(last)}`)
}
