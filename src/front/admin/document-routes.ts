// The routes that every document has (src/documents/): read it, read its last versions, bring one of them back. Also
// reads the order of a change, answers it and puts it on record, for every route that makes changes.
import { Type } from '@sinclair/typebox'
import type { DocumentChange } from '../../audit/audit-log.js'
import { EVERY_SHOP } from '../../auth/identity.js'
import type { Changed, ChangeOrder, Document } from '../../documents/document.js'
import type { ProblemKind } from '../../problem.js'
import { invalid } from '../chat/question.js'
import { json, type WholeReply } from '../http/reply.js'
import { type Call, type Parameter, type ReplyShape, type Route, withBody } from '../http/route.js'
import { allShops, shopOf, shopParameter } from './shops.js'

/** A document as the API shows it. */
export interface DocumentResource<Doc> {
  readonly path: `/admin/${string}`
  /** The document's name within a sentence, such as `the level`. */
  readonly title: string
  readonly document: Pick<Document<Doc>, 'read' | 'rollback' | 'history'>
  readonly scope: DocumentScope
  readonly reply: ReplyShape
  /** The reply with the document, and with facts beside it. */
  show(call: Call, document: Doc): WholeReply
  /** The values that the audit names as from and to; versions when absent. */
  readonly auditValue?: (document: Doc) => string | number
}

/** The shop of a document. Both methods throw Problem 'forbidden'. */
export interface DocumentScope {
  shopToRead(call: Call): string
  /** Also used for the history, which names people. */
  shopToChange(call: Call): string
  readonly parameters: readonly Parameter[]
}

/** Each shop has its own document. */
export const ofShop: DocumentScope = {
  shopToRead: shopOf,
  shopToChange: shopOf,
  parameters: [shopParameter],
}

/** All shops share one document. */
export const ofCluster: DocumentScope = {
  shopToRead: clusterOnly,
  shopToChange: clusterOnly,
  parameters: [],
}

function clusterOnly(call: Call): string {
  allShops(call)
  return EVERY_SHOP
}

const WHY_MAX = 200
const changeParameters: readonly Parameter[] = [
  {
    in: 'header',
    name: 'If-Match',
    schema: Type.String(),
    description: 'The ETag of the document that is to be changed; 412 when it is another by now.',
  },
  {
    in: 'query',
    name: 'dry_run',
    schema: Type.Literal('1'),
    description: 'Everything is checked and answered as it would be, and nothing changes.',
  },
  {
    in: 'query',
    name: 'why',
    schema: Type.String({ maxLength: WHY_MAX }),
    description: 'The reason, kept as it is in the history and in the audit.',
  },
]

/** Problems that every change may return. */
const changeProblems: readonly ProblemKind[] = [
  ...([
    'forbidden',
    'precondition-failed',
    'too-large',
    'invalid-field',
    'overloaded',
    'store-away',
  ] as const),
]

const History = Type.Object({
  versions: Type.Array(
    Type.Object({
      version: Type.Integer(),
      at: Type.String({ format: 'date-time' }),
      by: Type.String({ description: 'The `sub` of the admin' }),
      why: Type.String(),
    }),
  ),
})
const Rollback = Type.Object({ version: Type.Integer({ minimum: 1 }) })
const ROLLBACK_BYTES_MAX = 1_024

export function documentRoutes<Doc>(resource: DocumentResource<Doc>): Route[] {
  return [readRoute(resource), historyRoute(resource), rollbackRoute(resource)]
}

function readRoute<Doc>({ path, title, document, scope, reply, show }: DocumentResource<Doc>): Route {
  return {
    method: 'GET',
    path,
    summary: `Read ${title}`,
    who: 'admin',
    parameters: scope.parameters,
    replies: { 200: reply },
    problems: ['forbidden'],
    handle(call) {
      const shown = document.read(scope.shopToRead(call))
      return tagged(show(call, shown.document), shown.etag)
    },
  }
}

function historyRoute<Doc>({ path, title, document, scope }: DocumentResource<Doc>): Route {
  return {
    method: 'GET',
    path: `${path}/history`,
    summary: `The last 20 versions of ${title}`,
    who: 'admin',
    parameters: scope.parameters,
    replies: { 200: { description: 'The newest first', schema: History } },
    problems: ['forbidden', 'store-away'],
    async handle(call) {
      const versions = await document.history(scope.shopToChange(call))
      return json(200, { versions: versions.map(one => ({ ...one, at: new Date(one.at).toISOString() })) })
    },
  }
}

function rollbackRoute<Doc>(resource: DocumentResource<Doc>): Route {
  const { path, title, document } = resource
  const change = changeOf(resource)
  return withBody(
    { schema: Rollback, maxBytes: ROLLBACK_BYTES_MAX },
    {
      ...change.route,
      method: 'POST',
      path: `${path}/rollback`,
      summary: `Bring an earlier version of ${title} back, as a new version`,
      problems: [...changeProblems, 'not-found'],
      handle: call => change.show(call, order => document.rollback(order, call.body.version)),
    },
  )
}

/** The common parts of routes that change a document. */
export function changeOf<Doc>(resource: DocumentResource<Doc>) {
  const { path, scope, reply, show, auditValue } = resource

  /** Makes the change that the call orders; `replyOf` makes the reply, without the ETag. */
  async function answer<C extends Changed<Doc>>(
    call: Call,
    make: (order: ChangeOrder) => Promise<C>,
    replyOf: (changed: C) => WholeReply,
  ): Promise<WholeReply> {
    const order = orderOf(call, scope.shopToChange(call))
    const changed = await make(order)
    const act = actOf(changed, order.why, auditValue)
    return { ...tagged(replyOf(changed), changed.etag), act }
  }

  return {
    route: {
      path,
      who: 'admin' as const,
      replies: { 200: reply },
      problems: changeProblems,
      parameters: [...scope.parameters, ...changeParameters],
    },
    answer,
    /** Makes a change and replies with the changed document. */
    show: (call: Call, make: (order: ChangeOrder) => Promise<Changed<Doc>>) =>
      answer(call, make, ({ document }) => show(call, document)),
  }
}

function tagged(reply: WholeReply, etag: string): WholeReply {
  return { ...reply, headers: { ...reply.headers, ETag: etag } }
}

function actOf<Doc>(
  { before, document, versions }: Changed<Doc>,
  why: string,
  auditValue: DocumentResource<Doc>['auditValue'],
): DocumentChange | 'dry-run' {
  if (versions === undefined) return 'dry-run'
  if (auditValue === undefined) return { ...versions, why }
  return { from: auditValue(before), to: auditValue(document), why }
}

function orderOf({ identity, request }: Call, shop: string): ChangeOrder {
  const query = new URLSearchParams(request.query)
  const why = query.get('why') ?? ''
  const dryRun = query.get('dry_run') ?? '0'
  const errors = [
    ...([...why].length <= WHY_MAX
      ? []
      : [{ field: 'why', message: `must have at most ${WHY_MAX} characters` }]),
    // A misspelt dry run must not change anything.
    ...(dryRun === '1' || dryRun === '0' ? [] : [{ field: 'dry_run', message: 'must be 1 or 0' }]),
  ]
  if (errors.length > 0) throw invalid(errors)
  const ifMatch = request.headers.get('if-match')
  return { shop, by: identity.uid, why, ifMatch, isDryRun: dryRun === '1' }
}
