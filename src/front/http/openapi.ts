// The table of routes, printed as OpenAPI 3.1. TypeBox schemas are JSON Schema already.
import { type TSchema, Type } from '@sinclair/typebox'
import { type ProblemKind, problems } from '../../problem.js'
import { NDJSON } from './ndjson.js'
import { fixedJson } from './reply.js'
import { pathParameters, type Route, rolesOf } from './route.js'

export const ProblemShape = Type.Object({
  type: Type.String({ enum: Object.keys(problems).map(kind => `/problems/${kind}`) }),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String({ description: 'A sentence for the customer, in the language asked for.' }),
  trace_id: Type.String(),
  errors: Type.Optional(Type.Array(Type.Object({ field: Type.String(), message: Type.String() }))),
})

/** The route that prints the others (and itself). */
export function openapiRoute(version: string, others: readonly Route[]): Route {
  const route: Route = {
    method: 'GET',
    path: '/openapi.json',
    summary: 'This description',
    who: 'open',
    replies: { 200: { description: 'OpenAPI 3.1' } },
    problems: [],
    handle: () => described,
  }
  const described = fixedJson(describe(version, [...others, route]))
  return route
}

export function describe(version: string, routes: readonly Route[]): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(route) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'rushdesk', version, description: 'Customer-service chat that answers in time.' },
    paths,
    components: {
      schemas: { Problem: ProblemShape },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  }
}

function operation(route: Route): object {
  return {
    summary: route.summary,
    tags: [tagOf(route.path)],
    ...(route.who !== 'open' && { security: rolesOf(route).map(role => ({ bearer: [role] })) }),
    parameters: parametersOf(route),
    ...bodyOf(route),
    responses: { ...repliesOf(route), ...problemsOf(route) },
  }
}

const tags = { chat: 'Customers', ws: 'Customers', seat: 'Seats', admin: 'Operators', v1: 'Stock clients' }

/** Readers see the routes of one kind of caller together. */
function tagOf(path: string): string {
  const first = path.split('/')[1] ?? ''
  return Object.hasOwn(tags, first) ? tags[first as keyof typeof tags] : 'The process'
}

function bodyOf({ body, lines, bytes }: Route): object {
  if (body) return requestBody(['application/json'], body.schema)
  if (bytes) return requestBody(bytes.types, Type.String({ format: 'binary' }))
  return lines ? requestBody([NDJSON], lines.schema) : {}
}

function requestBody(types: readonly string[], schema: TSchema): object {
  const content = Object.fromEntries(types.map(type => [type, { schema }]))
  return { requestBody: { required: true, content } }
}

function parametersOf({ path, parameters = [] }: Route): object[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    in: 'path',
    name,
    required: true,
    schema: { type: 'string', pattern: pathParameters[name]?.source },
  }))
  return [...inPath, ...parameters.map(parameter => ({ ...parameter, required: false }))]
}

function repliesOf({ replies }: Route): Record<string, object> {
  return Object.fromEntries(
    Object.entries(replies).map(([status, { description, schema, type = 'application/json' }]) => [
      status,
      {
        description,
        ...((schema || type !== 'application/json') && { content: { [type]: { schema: schema ?? {} } } }),
      },
    ]),
  )
}

/** The route's own problems and those that its kind of route always may have, by status. */
function problemsOf(route: Route): Record<string, object> {
  const byStatus = new Map<number, ProblemKind[]>()
  for (const kind of new Set([...route.problems, ...commonProblems(route)])) {
    const { status } = problems[kind]
    byStatus.set(status, [...(byStatus.get(status) ?? []), kind])
  }
  return Object.fromEntries(
    [...byStatus].map(([status, kinds]) => [
      status,
      {
        description: kinds.map(kind => `${problems[kind].title} (/problems/${kind})`).join('; '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  )
}

/** Problems that every route of the kind may answer with. */
function commonProblems({ who, body }: Route): ProblemKind[] {
  const kinds: ProblemKind[] = ['bad-request', 'address-limited', 'internal']
  if (who !== 'open') kinds.push('unauthorized', 'forbidden')
  if (body) {
    kinds.push('malformed-json', 'invalid-utf8', 'too-large', 'unsupported-media-type', 'invalid-field')
  }
  return kinds
}
