// Breakers in one Redis hash, timed by Redis alone. Opening and closing are one write and one message each; a process
// that gets the message reads the hash, and every process also does so once a second, so that a lost message costs a
// second.
// A key of its own and not a setting: settings hold whole FAQs, which nobody should read again because a breaker
// opened.
import { listen, type RedisClient } from '../redis/client.js'
import { breakerChannel, breakerProbeKey, breakersKey } from '../redis/keys.js'
import { channelOf } from '../redis/prefix.js'
import type { RunScript, WriteScript } from '../redis/scripts.js'
import { repeat } from '../timers.js'
import type { BreakerNews, BreakerShares } from './breaker-share.js'

export interface RedisBreakerShareDeps {
  readonly redis: RedisClient
  readonly run: RunScript
  readonly write: WriteScript
  /** The incarnation of this process. */
  readonly processId: string
  /** Hears that news could not be told; the others then find out for themselves. */
  readonly onError: (error: unknown) => void
}

export interface RedisBreakerTimes {
  readonly rereadMs: number
  /** How long a probe may take before its owner counts as dead. */
  readonly probeMs: number
}

interface ShareListener {
  readonly name: string
  /** Redis time until which the breaker was last seen open, as it stood in the hash; '' closed. */
  seen: string
  readonly onNews: (news: BreakerNews) => void
}

export function createRedisBreakerShares(
  deps: RedisBreakerShareDeps,
  times: RedisBreakerTimes,
): BreakerShares {
  const { redis, run, write, processId, onError } = deps
  const channel = channelOf(redis.commands, breakerChannel)
  const listeners: ShareListener[] = []
  // One read at a time, so that an older state never replaces a newer one. That Redis is away, the client logs.
  const reading = repeat(async () => {
    const open = statesOf(await run('breaker_read', [breakersKey]))
    for (const listener of listeners) tell(listener, open.get(listener.name))
  }, times.rereadMs)
  const stopListening = listen(redis.subscriber, breakerChannel, reading.soon)

  return {
    share(name) {
      const keys = [breakersKey, breakerProbeKey(name)]
      return {
        announce(news) {
          const written =
            news.kind === 'open'
              ? write('breaker_open', keys, [name, channel, news.forMs])
              : write('breaker_close', keys, [name, channel])
          written.catch(onError)
        },
        async tryProbe() {
          const isOurs = (await write('breaker_probe', keys, [name, processId, times.probeMs])) === 'o'
          // A process that is refused may have missed the message: it reads the state.
          if (!isOurs) reading.soon()
          return isOurs
        },
        listen(onNews) {
          listeners.push({ name, seen: '', onNews })
          reading.soon()
        },
      }
    },
    async close() {
      stopListening()
      await reading.close()
    },
  }
}

interface OpenState {
  readonly until: string
  /** Not above 0: it is time for a probe. */
  readonly leftMs: number
}

/** Only a change is news: a breaker that this process has opened and could not tell of stays open. */
function tell(listener: ShareListener, open: OpenState | undefined): void {
  const until = open?.until ?? ''
  if (until === listener.seen) return
  listener.seen = until
  listener.onNews(open === undefined ? { kind: 'closed' } : { kind: 'open', forMs: open.leftMs })
}

function statesOf(reply: string): ReadonlyMap<string, OpenState> {
  const states = reply.split('\n').map(line => {
    const [name = '', until = '', leftMs = ''] = line.split(' ')
    return [name, { until, leftMs: Number(leftMs) }] as const
  })
  return new Map(states.filter(([name]) => name !== ''))
}
