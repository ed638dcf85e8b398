// Routes for operators and their machines: liveness, readiness, metrics, status, level.

import { Type } from '@sinclair/typebox'
import type { LevelState, LevelSwitch } from '../../ladder/level.js'
import type { ClusterView } from '../../ops/cluster-view.js'
import { BODY_MAX } from '../chat/routes.js'
import { json } from '../http/reply.js'
import { type Route, withBody } from '../http/route.js'
import { allShops } from './shops.js'

const Checks = Type.Object({
  status: Type.Union([Type.Literal('ok'), Type.Literal('unavailable')]),
  checks: Type.Record(Type.String(), Type.String()),
})
const Status = Type.Object({ status: Type.Literal('ok') })
const LevelNumber = Type.Union([0, 1, 2, 3, 4].map(level => Type.Literal(level as 0 | 1 | 2 | 3 | 4)))
const LevelShape = Type.Object({
  level: LevelNumber,
  mode: Type.Union([Type.Literal('auto'), Type.Literal('manual')]),
  reason: Type.String(),
  since: Type.String({ format: 'date-time' }),
})
const LevelOrder = Type.Object({ level: Type.Union([Type.Literal('auto'), LevelNumber]) })

export interface Readiness {
  readonly ok: boolean
  /** A word a part. */
  readonly checks: Readonly<Record<string, string>>
}

export function healthRoutes(readiness: () => Readiness): Route[] {
  return [
    {
      method: 'GET',
      path: '/healthz',
      summary: 'The process lives',
      who: 'open',
      replies: { 200: { description: 'It does', schema: Status } },
      problems: [],
      handle: () => json(200, { status: 'ok' }),
    },
    {
      method: 'GET',
      path: '/readyz',
      summary: 'The process can take turns',
      who: 'open',
      replies: {
        200: { description: 'It can', schema: Checks },
        503: { description: 'It cannot: the checks say why', schema: Checks },
      },
      problems: [],
      handle() {
        const { ok, checks } = readiness()
        return json(ok ? 200 : 503, { status: ok ? 'ok' : 'unavailable', checks })
      },
    },
  ]
}

/** Of the text format. */
const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

export function metricsRoute(cluster: Pick<ClusterView, 'render'>): Route {
  return {
    method: 'GET',
    path: '/metrics',
    summary: 'Metrics in Prometheus text format',
    who: 'open',
    replies: { 200: { description: 'The metrics', type: 'text/plain' } },
    problems: [],
    async handle() {
      return { status: 200, type: METRICS_TYPE, body: await cluster.render(), headers: {} }
    },
  }
}

export function levelRoutes(levels: LevelSwitch): Route[] {
  const replies = { 200: { description: 'The level in force', schema: LevelShape } }
  return [
    {
      method: 'GET',
      path: '/admin/level',
      summary: 'The rung of the degradation ladder in force',
      who: 'admin',
      replies,
      problems: [],
      handle: () => json(200, levelOf(levels.current())),
    },
    withBody(
      { schema: LevelOrder, maxBytes: BODY_MAX },
      {
        method: 'PUT',
        path: '/admin/level',
        summary: 'Fix the level, or give it back to the ladder',
        who: 'admin',
        replies,
        problems: ['forbidden', 'store-away'],
        async handle(call) {
          allShops(call)
          return json(200, levelOf(await levels.set(call.body.level)))
        },
      },
    ),
  ]
}

function levelOf({ level, mode, reason, since }: LevelState) {
  return { level, mode, reason, since: new Date(since).toISOString() }
}
