// Routes on which operators read the shop's tools with their breakers, calls and times.
import { type Static, Type } from '@sinclair/typebox'
import { json } from '../http/reply.js'
import type { Route } from '../http/route.js'
import { shopNamed, shopParameter } from './shops.js'

const Count = Type.Integer({ minimum: 0 })

const ToolJson = Type.Object({
  shop: Type.String(),
  name: Type.String(),
  about: Type.String(),
  risk: Type.Union([Type.Literal('read'), Type.Literal('write'), Type.Literal('money')]),
  method: Type.String(),
  origin: Type.String({ description: 'Scheme, host and port of its address' }),
  timeout_ms: Type.Integer(),
  breaker: Type.Union([Type.Literal('closed'), Type.Literal('open'), Type.Literal('probing')]),
  calls: Type.Record(Type.String(), Count, { description: 'By outcome, in the processes that live' }),
  times: Type.Optional(
    Type.Object(
      { mean_ms: Count, p50_ms: Count, p95_ms: Count },
      { description: 'Of the calls that reached the shop; quantiles are upper bounds' },
    ),
  ),
})

export interface ToolRoutesDeps {
  /** All tools of the file. */
  list(): Promise<readonly Readonly<Static<typeof ToolJson>>[]>
}

export function toolRoutes({ list }: ToolRoutesDeps): Route[] {
  return [
    {
      method: 'GET',
      path: '/admin/tools',
      summary: "The shop's tools: breakers, calls, times",
      who: 'admin',
      parameters: [shopParameter],
      replies: {
        200: {
          description: 'The tools of the shops of the token',
          schema: Type.Object({ tools: Type.Array(ToolJson) }),
        },
      },
      problems: ['forbidden'],
      async handle(call) {
        const shop = shopNamed(call)
        const tools = (await list()).filter(tool => shop === undefined || tool.shop === shop)
        return json(200, { tools })
      },
    },
  ]
}
