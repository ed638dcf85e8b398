// Routes of the gray release: the document that operators write, the counters of its watch, and the promotion that
// gives it to everybody.
import { Type } from '@sinclair/typebox'
import type { Changed, ChangeOrder, Document } from '../../documents/document.js'
import type { GrayRelease } from '../../gray/gray-document.js'
import { json } from '../http/reply.js'
import { type Route, withBody } from '../http/route.js'
import { changeOf, type DocumentResource, documentRoutes, ofCluster } from './document-routes.js'
import { DOCUMENT_BODY_MAX } from './json.js'

/** Counters of one side of a watched release. */
type SideCounters = Readonly<Record<string, number>>

export interface GrayRoutesDeps {
  readonly document: Document<GrayRelease>
  /** Throws Problem 'invalid-field'. */
  read(body: unknown): GrayRelease
  /** The part that operators write. */
  documentOf(release: GrayRelease): object
  /** Undefined while no release is watched. */
  seen():
    | { readonly stable: SideCounters; readonly canary: SideCounters; readonly elapsedMs: number }
    | undefined
  promote(order: ChangeOrder): Promise<Changed<GrayRelease>>
}

const Whole = (minimum: number, maximum: number) => Type.Integer({ minimum, maximum })
const GrayOrder = Type.Partial(
  Type.Object({
    name: Type.String({ pattern: '^[a-z0-9-]{1,32}$' }),
    percent: Whole(0, 100),
    offset: Whole(0, 99),
    variant: Type.Record(Type.String(), Type.Any(), {
      description: '`prompt`, `model`, `temperature`, `max_tokens`, `vendor` (`primary`, `fallback`)',
    }),
    observe_s: Whole(180, 604_800),
    on_worse: Type.Union([Type.Literal('rollback'), Type.Literal('hold')]),
    again: Type.Boolean(),
  }),
)
const Side = Type.Record(Type.String(), Type.Integer())
const GrayShape = Type.Object({
  state: Type.String({ description: 'off observing better same worse unclear rolled-back promoted' }),
  finding: Type.Union([Type.Null(), Type.Record(Type.String(), Type.Any())]),
  elapsed_s: Type.Union([Type.Null(), Type.Integer()]),
  stable: Side,
  canary: Side,
  document: GrayOrder,
})

export function grayRoutes({ document, read, documentOf, seen, promote }: GrayRoutesDeps): Route[] {
  const resource: DocumentResource<GrayRelease> = {
    path: '/admin/gray',
    title: 'the gray release',
    document,
    scope: ofCluster,
    reply: { description: 'The release, and what its watch has seen', schema: GrayShape },
    show: (_call, release) => json(200, { ...shown(release, seen()), document: documentOf(release) }),
  }
  const change = changeOf(resource)
  return [
    ...documentRoutes(resource),
    withBody(
      { schema: GrayOrder, maxBytes: DOCUMENT_BODY_MAX },
      {
        ...change.route,
        method: 'PUT',
        summary: 'Release something to a part of the customers, or to none',
        handle: call => change.show(call, order => document.replace(order, read(call.body))),
      },
    ),
    {
      ...change.route,
      method: 'POST',
      path: '/admin/gray/promote',
      summary: 'Give a release that was found better or the same to everybody',
      handle: call => change.show(call, promote),
    },
  ]
}

function shown({ state, finding, run }: GrayRelease, seen: ReturnType<GrayRoutesDeps['seen']>) {
  const of = (counters: SideCounters = {}) =>
    Object.fromEntries(SHOWN.map(name => [name, counters[name] ?? 0]))
  const elapsedS = run === '' || seen === undefined ? null : Math.round(seen.elapsedMs / 1000)
  return {
    state,
    finding: finding ?? null,
    elapsed_s: elapsedS,
    stable: of(seen?.stable),
    canary: of(seen?.canary),
  }
}

const SHOWN = [
  ...['turns', 'answered', 'failed', 'notices', 'handoffs', 'rated', 'disliked'],
  ...['tool_calls', 'tool_faults'],
]
