// The cluster as it is now, as server-sent events for operators.
import { Type } from '@sinclair/typebox'
import type { Clock } from '../../clock.js'
import type { Live } from '../../live/live.js'
import { Problem } from '../../problem.js'
import { EventStream, event } from '../chat/sse.js'
import type { Route } from '../http/route.js'
import { allShops } from './shops.js'

export interface LiveRouteDeps {
  readonly live: Pick<Live, 'watch'>
  readonly clock: Clock
}

/** The longest time that setTimeout takes. */
const LONGEST_TIMER_MS = 2_147_483_647

export function liveRoute({ live, clock }: LiveRouteDeps): Route {
  return {
    method: 'GET',
    path: '/admin/live',
    summary: 'The cluster as it is now: snapshot, a tick each second, changes',
    who: 'admin',
    parameters: [
      {
        in: 'query',
        name: 'turns',
        schema: Type.Literal('1'),
        description: 'Also the ends of turns, at most 50 a second, without any text.',
      },
      {
        in: 'header',
        name: 'Last-Event-ID',
        schema: Type.String(),
        description: 'The changes after this one come first, of the last 1,000.',
      },
    ],
    replies: { 200: { description: 'Events snapshot, tick, change, turn', type: 'text/event-stream' } },
    problems: ['forbidden', 'rate-limited', 'store-away'],
    async handle(call) {
      allShops(call)
      const { client, headers, query } = call.request
      const stream = new EventStream(client)
      let name = 'snapshot'
      const stop = await live.watch(
        {
          wantsTurns: new URLSearchParams(query).get('turns') === '1',
          tick(json) {
            stream.write(`event: ${name}\ndata: ${json}\n\n`)
            name = 'tick'
          },
          change: ({ id, ...change }) =>
            stream.write(`event: change\nid: ${id}\ndata: ${JSON.stringify(change)}\n\n`),
          turn: turn => stream.write(event('turn', turn)),
          end: () => stream.end(''),
        },
        headers.get('last-event-id'),
      )
      if (stop === undefined) throw new Problem('rate-limited', { retryAfterS: 10 })
      const expiry = setTimeout(
        () => stream.end(''),
        Math.min(call.identity.expiresAt - clock.now(), LONGEST_TIMER_MS),
      )
      stream.onOver(() => {
        clearTimeout(expiry)
        stop()
      })
      return stream.reply
    },
  }
}
