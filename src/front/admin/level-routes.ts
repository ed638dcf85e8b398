// Routes of the level: the rung in force, which every operator may read, and the document that fixes it.
import { Type } from '@sinclair/typebox'
import { EVERY_SHOP } from '../../auth/identity.js'
import type { Document } from '../../documents/document.js'
import type { LevelDocument, LevelState, LevelSwitch } from '../../ladder/level.js'
import { BODY_MAX } from '../chat/routes.js'
import { json } from '../http/reply.js'
import { type Route, withBody } from '../http/route.js'
import { changeOf, type DocumentResource, documentRoutes, ofCluster } from './document-routes.js'

export interface LevelDeps {
  readonly levels: LevelSwitch
  readonly levelDocument: Document<LevelDocument>
}

const LevelNumber = Type.Union([0, 1, 2, 3, 4].map(level => Type.Literal(level as 0 | 1 | 2 | 3 | 4)))
const LevelOrder = Type.Object({ level: Type.Union([Type.Literal('auto'), LevelNumber]) })
const LevelShape = Type.Object({
  level: LevelNumber,
  mode: Type.Union([Type.Literal('auto'), Type.Literal('manual')]),
  reason: Type.String(),
  since: Type.String({ format: 'date-time' }),
  document: LevelOrder,
})

export function levelRoutes({ levels, levelDocument }: LevelDeps): Route[] {
  const resource: DocumentResource<LevelDocument> = {
    path: '/admin/level',
    title: 'the rung of the degradation ladder',
    document: levelDocument,
    scope: { ...ofCluster, shopToRead: () => EVERY_SHOP },
    reply: { description: 'The level in force, and what operators said', schema: LevelShape },
    show: (_call, document) => json(200, { ...levelOf(levels.current()), document }),
    auditValue: ({ level }) => level,
  }
  const change = changeOf(resource)
  return [
    ...documentRoutes(resource),
    withBody(
      { schema: LevelOrder, maxBytes: BODY_MAX },
      {
        ...change.route,
        method: 'PUT',
        summary: 'Fix the level, or give it back to the ladder',
        handle: call => change.show(call, order => levelDocument.replace(order, call.body)),
      },
    ),
  ]
}

function levelOf({ level, mode, reason, since }: LevelState) {
  return { level, mode, reason, since: new Date(since).toISOString() }
}
