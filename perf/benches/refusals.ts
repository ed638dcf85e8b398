// The cost of a refused turn. In a crowd most turns are refused, so what a refusal takes is taken from those that are
// answered. Microseconds of CPU, the lowest of many short rounds, of all that is done between uWS's two callbacks: the
// real front, tokens, lookups and admission; tokens that nobody has seen, questions that no lookup knows.

import type { HttpRequest, HttpResponse } from 'uWebSockets.js'
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createAdmission } from '../../src/admission/admission.js'
import { FIRST_TURNS } from '../../src/admission/concurrency-limit.js'
import { every } from '../../src/admission/every.js'
import { createLoopClock } from '../../src/admission/loop-clock.js'
import { createOverload, LOOKUP_TARGET_MS, overloadOff, TARGET_MS } from '../../src/admission/overload.js'
import { unlimited } from '../../src/admission/quota.js'
import { createMemoryQuota } from '../../src/admission/quota.memory.js'
import { createLookup } from '../../src/answer/lookup.js'
import { createHs256 } from '../../src/auth/hs256.js'
import { createTokens } from '../../src/auth/tokens.js'
import { systemClock } from '../../src/clock.js'
import { parseEntries } from '../../src/faq/entries.js'
import { createPhrasings } from '../../src/faq/phrasings.js'
import { createSmalltalk } from '../../src/faq/smalltalk.js'
import { createFrontHandler, type FrontDeps } from '../../src/front/front.js'
import { createUwsHttp } from '../../src/front/http/uws-http.js'
import { createHot } from '../../src/hot/hot.js'
import { createReadHotKey } from '../../src/hot/hot-key.js'
import { createPinned } from '../../src/hot/pinned.js'
import { createMetrics } from '../../src/ops/metrics.js'
import { createReadings } from '../../src/ops/readings.js'
import { createKeyedHash } from '../../src/privacy/keyed-hash.js'
import { packageRoot } from '../../src/root.js'
import { createMemorySettings } from '../../src/settings/settings.memory.js'
import { steadyClock } from '../load/dialog-store.js'
import { fakeParts, limits, readyChat, secret } from '../load/fake-front.js'
import { report } from '../machine.js'

const ROUNDS = 30
const RUNS = 3_000
/** Requests that the loop takes in at once. */
const AT_ONCE = 50
const SLOW_MS = (LOOKUP_TARGET_MS + TARGET_MS) / 2

/** Whom the process refuses. */
const kinds = ['full', 'crowd', 'spent', 'hurried'] as const
type Kind = (typeof kinds)[number]

function overloadOf(kind: Kind, headers: () => Record<string, string>): FrontDeps['overload'] {
  let ahead = 0
  const clock = { now: () => Date.now() + ahead }
  const loopClock = createLoopClock(clock, every)
  if (kind === 'spent' || kind === 'hurried') return overloadOff(loopClock)
  // No room comes back while the bench runs.
  const steady = { now: () => 0 }
  const overload = createOverload({
    loopClock,
    clock,
    steady,
    headers,
    random: Math.random,
    isVendorBehind: () => false,
  })
  const start = (turns: number) => {
    for (let i = 0; i < turns; i++) overload.workStarted()
  }
  if (kind === 'full') start(FIRST_TURNS)
  else {
    // Turns that took so long leave room for lookups alone.
    start(FIRST_TURNS - 1)
    ahead += SLOW_MS
    for (let i = 0; i < FIRST_TURNS - 1; i++) overload.workEnded(SLOW_MS, true)
    ahead = 0
    while (!overload.refusesCostly()) start(1)
  }
  return overload
}

function admissionOf(kind: Kind) {
  const tokens = kind === 'spent' ? 0.001 : 1_000_000
  const rule = { ratePerS: tokens, burst: tokens }
  return createAdmission({
    quota: createMemoryQuota(rule, steadyClock),
    cheapQuota: unlimited,
    limits: { ...rule, cheapRatePerS: 0, uidRatePerS: kind === 'hurried' ? 0.001 : 5 },
    liveProcesses: () => 1,
    isCrowded: () => false,
    steady: steadyClock,
    random: Math.random,
  })
}

function lookupOf(): FrontDeps['lookup'] {
  const settings = createMemorySettings(() => '')
  const pinned = createPinned({ settings, onStray: () => undefined })
  const smalltalk = createSmalltalk([])
  const phrasings = createPhrasings(
    parseEntries(readFileSync(new URL('data/faq.zh.jsonl', packageRoot), 'utf8')),
  )
  return createLookup({
    hot: createHot({ clock: systemClock, settings, pinned, newId: () => '' }, 60_000),
    faq: { find: (_shop, form) => phrasings.get(form) },
    ask: createReadHotKey(smalltalk),
    smalltalk,
    hasVendor: true,
    variantOf: () => undefined,
    promptVersion: () => 'p1',
    payVendor: () => true,
  })
}

function frontOf(kind: Kind) {
  const keyedHash = createKeyedHash('data key')
  const admission = admissionOf(kind)
  const parts: FrontDeps = {
    ...fakeParts(readyChat()),
    admission,
    overload: overloadOf(kind, admission.headers),
    lookup: lookupOf(),
    meter: createMetrics(systemClock, createReadings({})),
    tokens: createTokens({
      verify: createHs256([secret]),
      rules: { issuer: '', audience: '', ownerOf: (shop, uid) => keyedHash('uid', shop, uid) },
      clock: systemClock,
      remembered: 100_000,
    }),
  }
  const { handler } = createFrontHandler(parts, limits)
  const traffic = { addresses: undefined, trusts: undefined, inFlight: 0, isClosing: false }
  return createUwsHttp({ handler, traffic, log: parts.log })
}

/** Signed by hand: the library that signs takes a tenth of a millisecond. */
function tokenOf(customer: number): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const now = Math.floor(Date.now() / 1000)
  const claims = { role: 'customer', sub: `c${customer}`, iat: now, exp: now + 3600 }
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}

interface Asked {
  readonly req: HttpRequest
  readonly body: ArrayBuffer
}

function askedBy(customer: number, n: number): Asked {
  const body = Buffer.from(JSON.stringify({ text: `我昨天买的空气炸锅到现在物流没有更新，第 ${n} 位` }))
  const headers = {
    host: 'shop.example',
    'content-type': 'application/json',
    accept: '*/*',
    'user-agent': 'bench',
    'accept-language': 'zh-CN,zh;q=0.9',
    'accept-encoding': 'gzip',
    connection: 'keep-alive',
    authorization: `Bearer ${tokenOf(customer)}`,
    'content-length': String(body.byteLength),
  }
  const req = {
    forEach(take: (name: string, value: string) => void) {
      for (const [name, value] of Object.entries(headers)) take(name, value)
    },
    getCaseSensitiveMethod: () => 'POST',
    getUrl: () => '/chat',
    getQuery: () => '',
  } as unknown as HttpRequest
  return { req, body: body.buffer.slice(body.byteOffset, body.byteOffset + body.byteLength) as ArrayBuffer }
}

/** uWS's part of an exchange; `ended` is called with the status of the reply. */
function exchange(ended: (status: string) => void) {
  let status = ''
  let onData: ((piece: ArrayBuffer, isLast: boolean) => void) | undefined
  const res = {
    onAborted() {},
    onData(take: typeof onData) {
      onData = take
    },
    cork: (write: () => void) => write(),
    writeStatus(line: string) {
      status = line
    },
    writeHeader() {},
    end: () => ended(status),
    endWithoutBody: () => ended(status),
  } as unknown as HttpResponse
  return { res, send: (body: ArrayBuffer) => onData?.(body, true) }
}

async function usOf(kind: Kind): Promise<number> {
  const answer = frontOf(kind)
  let lowest = Number.POSITIVE_INFINITY
  for (let round = 0; round < ROUNDS; round++) {
    const all = Array.from({ length: RUNS }, (_, i) => askedBy(kind === 'hurried' ? 0 : round * RUNS + i, i))
    let refused = 0
    const ended = (status: string) => {
      if (status.startsWith('429')) refused++
    }
    const before = process.cpuUsage()
    for (const [i, { req, body }] of all.entries()) {
      const { res, send } = exchange(ended)
      answer(res, req)
      send(body)
      if (i % AT_ONCE === 0) await new Promise(setImmediate)
    }
    await new Promise(setImmediate)
    const { user, system } = process.cpuUsage(before)
    lowest = Math.min(lowest, (user + system) / RUNS)
    if (refused < RUNS) throw new Error(`${kind}: ${refused} of ${RUNS} were refused`)
  }
  return lowest
}

export async function run(): Promise<void> {
  for (const kind of kinds) report({ refused: kind, us: Number((await usOf(kind)).toFixed(1)) })
}
