// Method and path to a route: fixed paths by one lookup, the others segment by segment.
import { pathParameters, type Route } from './route.js'

export type Found =
  | { readonly kind: 'route'; readonly route: Route; readonly params: Readonly<Record<string, string>> }
  /** The path exists, the method does not: what Allow must say. */
  | { readonly kind: 'method'; readonly allow: string }
  | { readonly kind: 'nothing' }

type Methods = Map<string, Route>

interface Pattern {
  readonly segments: readonly string[]
  readonly methods: Methods
}

const noParams = Object.freeze({})
const nothing: Found = { kind: 'nothing' }

/** HEAD is answered as GET is (RFC 9110 §9.3.2); uws-http.ts leaves out the body. */
export function createRouter(routes: readonly Route[]): (method: string, path: string) => Found {
  const fixed = new Map<string, Methods>()
  const patterns = new Map<string, Pattern>()
  for (const route of routes) {
    const methods = methodsAt(route.path)
    methods.set(route.method, route)
    if (route.method === 'GET') methods.set('HEAD', route)
  }

  function methodsAt(path: string): Methods {
    const known = fixed.get(path) ?? patterns.get(path)?.methods
    if (known !== undefined) return known
    const methods: Methods = new Map()
    if (path.includes('{')) patterns.set(path, { segments: path.split('/'), methods })
    else fixed.set(path, methods)
    return methods
  }

  return (method, path) => {
    const methods = fixed.get(path)
    if (methods?.has(method)) return pick(methods, method, noParams)
    const segments = path.split('/', 8)
    for (const pattern of patterns.values()) {
      // Behind a fixed path a pattern adds its methods: DELETE of the topic `history` beside GET of the history.
      if (methods !== undefined && !pattern.methods.has(method)) continue
      const params = read(pattern.segments, segments)
      if (params !== undefined) return pick(pattern.methods, method, params)
    }
    return methods === undefined ? nothing : pick(methods, method, noParams)
  }
}

function pick(methods: Methods, method: string, params: Readonly<Record<string, string>>): Found {
  const route = methods.get(method)
  if (route !== undefined) return { kind: 'route', route, params }
  return { kind: 'method', allow: [...methods.keys(), 'OPTIONS'].join(', ') }
}

function read(pattern: readonly string[], path: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== path.length) return undefined
  const params: Record<string, string> = {}
  for (const [i, expected] of pattern.entries()) {
    const segment = path[i] ?? ''
    if (!expected.startsWith('{')) {
      if (expected !== segment) return undefined
      continue
    }
    const name = expected.slice(1, -1)
    if (!pathParameters[name]?.test(segment)) return undefined
    params[name] = segment
  }
  return params
}
