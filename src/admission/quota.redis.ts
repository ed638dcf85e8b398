// A quota that all processes share: the bucket is in Redis, and each process spends from a stock (token-stock.ts) that it
// exchanges with the bucket in the background. While Redis is away or late, a process spends its share of the rate.
// An exchange whose reply is lost loses the tokens it moved: at most the demand of 200 ms, never one too many. All
// processes together let in no more than the bucket has, but for what one spends while its exchange is under way, and
// for the share of one that has just come.
import type { Clock } from '../clock.js'
import { Problem } from '../problem.js'
import type { RedisTime } from '../redis/redis-time.js'
import type { RunScript } from '../redis/scripts.js'
import { bucketOf, bucketRule } from './bucket.js'
import type { Every } from './every.js'
import type { Quota, QuotaRule } from './quota.js'
import { createLocalQuota } from './quota.memory.js'
import { createTokenStock, type Grant, type StockOffer } from './token-stock.js'

export interface RedisQuotaDeps {
  readonly run: RunScript
  readonly time: RedisTime
  /** The bucket and the processes' credits, in one slot. */
  readonly keys: readonly [string, string]
  readonly rule: QuotaRule
  /** This process's incarnation. */
  readonly processId: string
  /** As last known, this one included. */
  liveProcesses(): number
  /** A clock that never jumps. */
  readonly steady: Clock
  readonly every: Every
  readonly log: QuotaLog
}

export interface QuotaLog {
  warn(fields: object, message: string): void
  info(fields: object, message: string): void
}

/** Stock is exchanged this often, also to learn what the bucket holds; */
const EXCHANGE_MS = 100
/** when it is low, at once, but not more often than this. */
const APART_MS = 10
/** An exchange that is later does nothing in Redis; */
const LATE_MS = 200
/** and one that is awaited over so many rounds of EXCHANGE_MS means that Redis is away. Rounds, not time: after a stall
 *  of this process the reply is there to be read, before the next round. */
const LATE_ROUNDS = 2
/** Said instead of the number of processes by one that stops. */
const NO_CREDIT = 0

export function createRedisQuota(deps: RedisQuotaDeps): Quota {
  const { run, time, keys, rule, processId, steady, log } = deps
  const stock = createTokenStock()
  let alone: Quota | undefined = shareOf(rule.burst)
  let isAway = false
  let isAsking = false
  let rounds = 0
  let askedAt = Number.NEGATIVE_INFINITY

  function processes(): number {
    return Math.max(1, deps.liveProcesses())
  }
  function shareOf(tokens: number): Quota {
    const share = bucketRule(rule.ratePerS / processes(), Math.max(1, rule.burst / processes()))
    return createLocalQuota(share, steady, bucketOf(tokens, share, steady.now()))
  }
  const send = ({ held, want }: StockOffer, sharers: number) => {
    const asked = [time.now() + LATE_MS, rule.ratePerS, rule.burst, processId, held, want, sharers]
    return run('quota_exchange', keys, asked)
  }

  /** A late call does nothing and replies with the time in Redis: it is sent again. */
  async function settle(offer: StockOffer, sharers: number): Promise<Grant> {
    let reply = await send(offer, sharers)
    if (reply[0] === 'l') {
      time.learn(Number(reply.slice(1)))
      reply = await send(offer, sharers)
    }
    if (reply[0] === 'l') throw new Problem('store-away', { detail: 'The store answers too late' })
    return parseGrant(reply)
  }

  function goAlone(why: object): void {
    alone ??= shareOf(stock.spendable())
    if (!isAway) log.warn({ ...why, processes: processes() }, 'quota away: this process spends its share')
    isAway = true
  }
  async function exchange(): Promise<void> {
    isAsking = true
    rounds = 0
    askedAt = steady.now()
    const offer = stock.offer()
    try {
      stock.receive(offer, await settle(offer, processes()))
      if (isAway) log.info({}, 'quota back')
      isAway = false
      alone = undefined
    } catch (error) {
      goAlone({ err: error })
      stock.clear()
    }
    isAsking = false
  }

  const repeated = deps.every(EXCHANGE_MS, () => {
    stock.endWindow()
    if (!isAsking) underWay = exchange()
    else if (++rounds > LATE_ROUNDS) goAlone({ lateMs: steady.now() - askedAt })
  })
  let underWay = exchange()

  function askWhenLow(): void {
    if (!isAsking && stock.isLow() && steady.now() - askedAt >= APART_MS) underWay = exchange()
  }

  return {
    spend() {
      if (alone) return alone.spend()
      const isSpent = stock.spend()
      askWhenLow()
      return isSpent
    },
    lend(kept) {
      // Each process keeps its part. Rounded down: a bucket of few tokens a process is lent rather than left unused.
      const part = Math.floor(kept / processes())
      if (alone) return alone.lend(part)
      const isLent = stock.lend(part)
      askWhenLow()
      return isLent
    },
    left: () => (alone ?? stock).left(),
    async close() {
      repeated.stop()
      // What is offered now was offered by the exchange under way, too.
      await underWay
      // A stock that cannot be handed in is lost, and comes back as the bucket fills.
      await settle({ held: stock.offer().held, want: 0 }, NO_CREDIT).catch(() => undefined)
    },
  }
}

function parseGrant(reply: string): Grant {
  const [granted, left, credit] = reply.split(' ')
  return { granted: Number(granted), left: Number(left), credit: Number(credit) }
}
