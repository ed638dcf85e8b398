// A chat that answers as a test tells it to, and a front over it.
import { randomFillSync } from 'node:crypto'
import { bucketRule } from '../../src/admission/bucket.js'
import { createCustomerBuckets } from '../../src/admission/customer-buckets.js'
import { createHs256 } from '../../src/auth/hs256.js'
import type { Identity, Role } from '../../src/auth/identity.js'
import { signToken } from '../../src/auth/sign.js'
import { createTokens } from '../../src/auth/tokens.js'
import { systemClock } from '../../src/clock.js'
import type { Chat, Posted, Promotion, TurnClient, TurnOrder, TurnReply } from '../../src/dialog/chat.js'
import { createMemoryConversations } from '../../src/dialog/follow/conversations.memory.js'
import type { DialogView, TurnView } from '../../src/dialog/store/dialog-views.js'
import { createFrontHandler, type FrontDeps, type FrontLimits } from '../../src/front/front.js'
import type { WholeReply } from '../../src/front/http/reply.js'
import type { Request } from '../../src/front/http/request.js'
import { createKeyedHash } from '../../src/privacy/keyed-hash.js'
import { createTexts } from '../../src/texts.js'
import { createRandomHex } from '../../src/trace/random.js'
import { newsAfter, unknown } from './dialog-turns.js'
import { fakeLevel } from './fake-level.js'
import { emptyDesk } from './seat-acts.js'

export const secret = 'a secret that is long enough for a test'
export const dialogId = 'd'.repeat(32)
export const turnId = '7'.repeat(32)

/** Looks nothing up; these texts count as known. */
export function knowing(...texts: string[]): FrontDeps['lookup'] {
  return { classify: ({ text }) => ({ ...unknown, isCheap: texts.includes(text) }) }
}

export function replyTo(order: TurnOrder, text = `answer to ${order.text}`): TurnReply {
  return {
    dialogId: order.dialogId ?? dialogId,
    turn: { turnId, seq: 1, at: 0, text: order.text, answer: { text, source: 'llm', level: 0 } },
    renewed: false,
    stateless: false,
    costMs: 1,
  }
}

/** One posted turn that the test ends when it wants to. */
export interface Held extends TurnClient {
  isLeft: boolean
}

export interface FakeChat extends Chat {
  readonly held: Held[]
  /** The handling of a posted turn: none by default, the test ends it. */
  onPost: (held: Held) => void
  promotion: () => Promise<Promotion>
  dialog: DialogView | undefined
  turn: TurnView
  cancelled: Awaited<ReturnType<Chat['cancel']>>
}

export function fakeChat(): FakeChat {
  const chat: FakeChat = {
    held: [],
    onPost: () => undefined,
    promotion: async () => ({ kind: 'pending', ref: { dialogId, turnId }, mode: 'bot' }),
    dialog: undefined,
    turn: { kind: 'absent' },
    cancelled: 'absent',
    post(client): Posted {
      const held: Held = { ...client, isLeft: false }
      chat.held.push(held)
      chat.onPost(held)
      return {
        turnId,
        steps: { frontMs: 0, maskMs: 0, placeMs: 0, answerMs: 0, vendorMs: 0, commitMs: 0 },
        promote: () => chat.promotion(),
        detach: () => {
          held.isLeft = true
        },
      }
    },
    read: async () => chat.dialog,
    readAfter: async (who, at, signal) => newsAfter(await chat.read(who, at.dialogId, signal), at.after),
    readTurn: async () => chat.turn,
    shownTo: (_customer, turn) => turn,
    cancel: async () => chat.cancelled,
    erase: async () => chat.dialog !== undefined,
  }
  return chat
}

/** A chat that answers every turn at once. */
export function readyChat(): FakeChat {
  const chat = fakeChat()
  chat.onPost = ({ order, sink }) => sink.end(replyTo(order))
  return chat
}

export const limits: FrontLimits = {
  budgetMs: 400,
  budgetMaxMs: 5000,
  readMs: 1000,
  textMax: 2000,
  deadlineMs: 17_000,
  socketsPerCustomer: 100,
  corsOrigins: ['https://shop.example'],
  version: '0.0.0',
}

const refused = () => ({ ok: false, headers: {}, retryAfterS: 1 }) as const
const admitted = () => ({ ok: true, headers: { RateLimit: '"default";r=1;t=1' } }) as const

export function fakeParts(chat: Chat): FrontDeps {
  return {
    chat,
    pictures: undefined,
    onRevealed: async () => undefined,
    tokens: createTokens({
      verify: createHs256([secret]),
      rules: { issuer: '', audience: '', ownerOf: (_shop, uid) => `owner of ${uid}` },
      clock: systemClock,
      remembered: 100,
    }),
    admission: {
      admit: admitted,
      admitCheap: admitted,
      isSpent: () => false,
      refuse: refused,
      refuseHurried: () => undefined,
    },
    lookup: knowing(),
    overload: {
      refusesCostly: () => false,
      isFullForCostly: () => false,
      refuses: () => false,
      isFull: () => false,
      refusal: () => ({ retryAfterS: 3, headers: {} }),
      arrivedAt: systemClock.now,
    },
    readiness: () => ({ ok: true, checks: { redis: 'ok' } }),
    cluster: { render: async () => 'up 1\n' },
    ...fakeLevel(),
    subscriptions: { subscribe: () => () => undefined },
    ...emptyDesk,
    addresses: undefined,
    rateService: async () => undefined,
    feedback: {
      rate: async () => undefined,
      report: async () => ({ reportId: '0'.repeat(32), answerBy: 0 }),
    },
    confirming: { decide: async () => ({ state: 'done' }) },
    conversations: createMemoryConversations(systemClock, { customers: 10, ttlMs: 60_000 }),
    keyedHash: createKeyedHash('data key'),
    texts: createTexts(undefined),
    clock: systemClock,
    customerRate: (perS, inARow) => {
      const buckets = createCustomerBuckets(bucketRule(perS, inARow), 10)
      return owner => buckets.spend(owner, systemClock.now()) >= 0
    },
    randomHex: createRandomHex(randomFillSync),
    meter: {
      responded: () => undefined,
      rejected: () => undefined,
      promoted: () => undefined,
      served: () => undefined,
      broke: () => undefined,
    },
    auditLog: { acted: async () => undefined, refused: () => undefined, erased: async () => undefined },
    log: { error: () => undefined, warn: () => undefined },
    routes: [],
    sockets: [],
  }
}

export function tokenFor(role: Role = 'customer', uid = 'u1', expiresInS = 3600): Promise<string> {
  return signToken({ uid, role, expiresInS }, secret, Date.now())
}

export const customer: Identity = {
  role: 'customer',
  uid: 'u1',
  owner: 'owner of u1',
  shop: 'main',
  expiresAt: Number.MAX_SAFE_INTEGER,
}

export interface Ask {
  readonly method?: string
  readonly path?: string
  readonly query?: string
  readonly headers?: Record<string, string>
  readonly body?: unknown
  readonly raw?: Request['body']
  readonly role?: Role
}

export interface Seen {
  readonly status: number
  readonly type: string
  readonly headers: Readonly<Record<string, string>>
  /** The parsed body, or the raw one when it is not JSON. */
  readonly json: unknown
}

/** Asks a front without a socket: a request value in, what came out of it back. */
export async function asker(deps: FrontDeps, limitsNow = limits): Promise<(ask: Ask) => Promise<Seen>> {
  const { handler } = createFrontHandler(deps, limitsNow)
  const tokens = { customer: await tokenFor(), seat: await tokenFor('seat'), admin: await tokenFor('admin') }
  return async ({ headers = {}, body, raw, role = 'customer', ...ask }) => {
    const { method = 'POST', path = '/chat', query = '' } = ask
    const all = { authorization: `Bearer ${tokens[role]}`, 'content-type': 'application/json', ...headers }
    const sent = Object.entries(all).filter(([, value]) => value !== '')
    const head = { method, path, query, headers: new Map(sent) }
    const { caller } = handler.planBody(head, handler.find(head))
    const reply = (await handler.handle({
      ...head,
      caller,
      body: raw ?? (body === undefined ? { kind: 'none' } : { kind: 'text', text: asText(body) }),
      client: { isOpen: true, onGone: undefined },
    })) as WholeReply
    const isJson = reply.type.includes('json') && reply.body !== undefined
    return {
      status: reply.status,
      type: reply.type,
      headers: reply.headers,
      json: isJson ? JSON.parse(String(reply.body)) : reply.body,
    }
  }
}

function asText(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body)
}
