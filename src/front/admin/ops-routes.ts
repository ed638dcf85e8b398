// Routes for operators and their machines: liveness, readiness, metrics.

import { Type } from '@sinclair/typebox'
import type { ClusterView } from '../../ops/cluster-view.js'
import { json } from '../http/reply.js'
import type { Route } from '../http/route.js'

const Checks = Type.Object({
  status: Type.Union([Type.Literal('ok'), Type.Literal('unavailable')]),
  checks: Type.Record(Type.String(), Type.String()),
})
const Status = Type.Object({ status: Type.Literal('ok') })

export interface Readiness {
  readonly ok: boolean
  /** One word for each part. */
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

/** Content type of the text format. */
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
