// The rules of the source tree as functions of parsed files: each returns the breaches as sentences.
import type { Import, Source } from './source.js'

export interface Direction {
  /** Folder (or file beside the folders) → the folders it may import from. */
  readonly mayImport: Readonly<Record<string, readonly string[]>>
  /** Files and folders anyone may import. */
  readonly leaves: readonly string[]
  /** Files whose types anyone may name; their values follow `mayImport`. */
  readonly contracts: readonly string[]
}

/** The folder under src/ a file belongs to, `workers` for a worker, or the name of a file beside the folders. */
export function placeOf(path: string): string {
  const [top = '', second = ''] = path.split('/')
  return top === 'src' ? second.replace(/\.ts$/, '') : top
}

export function unknownPlaces(sources: readonly Source[], { mayImport, leaves }: Direction): string[] {
  return sources
    .filter(({ path }) => !(placeOf(path) in mayImport) && !leaves.some(leaf => covers(leaf, path)))
    .map(({ path }) => `${path}: its folder is in no row of the table`)
}

/** Rows of the table, and names in its rows, that stand for no file: a table that lists them says nothing of the code. */
export function emptyRows(sources: readonly Source[], { mayImport, leaves, contracts }: Direction): string[] {
  const places = new Set(sources.map(({ path }) => placeOf(path)))
  const named = [...Object.keys(mayImport), ...Object.values(mayImport).flat()]
  const patterns = [...leaves, ...contracts]
  return [
    ...new Set(named.filter(place => place !== '*' && !places.has(place))),
    ...patterns.filter(pattern => !sources.some(({ path }) => covers(pattern, path))),
  ].map(name => `${name} is in the table and not in the source`)
}

/** Types that two files export under one name. */
export function repeatedTypes(sources: readonly Source[]): string[] {
  const homes = new Map<string, string[]>()
  for (const { path, exports } of sources) {
    for (const { kind, name } of exports)
      if (kind === 'type') homes.set(name, [...(homes.get(name) ?? []), path])
  }
  return [...homes].flatMap(([name, paths]) => (paths.length > 1 ? [`${name}: ${paths.join(', ')}`] : []))
}

/** Factories whose names share nothing with their file's: one who looks for them does not find them in the listing. */
export function hiddenFactories(sources: readonly Source[]): string[] {
  return sources.flatMap(({ path, exports }) => {
    const stem = squeezed(/([^/.]+)[^/]*$/.exec(path)?.[1] ?? '')
    return exports.flatMap(({ name }) => {
      const made = /^(?:create|build)(?=[A-Z])(.+)/.exec(name)?.[1]
      if (made === undefined) return []
      const thing = squeezed(made)
      return thing.includes(stem) || stem.includes(thing) ? [] : [`${path}: ${name}`]
    })
  })
}

/** Lower case, without hyphens and the s of a plural. */
function squeezed(name: string): string {
  return name.replaceAll('-', '').toLowerCase().replace(/s$/, '')
}

export function wrongDirections(sources: readonly Source[], direction: Direction): string[] {
  return breaches(sources, (from, to) => {
    if (to.foreign || isAllowed(placeOf(from.path), to, direction)) return undefined
    // Backends of a contract stand beside it and alone know the store (style: contract, memory, Redis are neighbours).
    if (from.path.endsWith('.redis.ts') && placeOf(to.target) === 'redis') return undefined
    return `may not import ${to.typeOnly ? 'a type' : 'values'} from ${to.target}`
  })
}

function isAllowed(from: string, to: Import, { mayImport, leaves, contracts }: Direction): boolean {
  const place = placeOf(to.target)
  if (place === from || mayImport[from]?.includes(place) || mayImport[from]?.includes('*')) return true
  if (leaves.some(leaf => covers(leaf, to.target))) return true
  return to.typeOnly && contracts.some(contract => covers(contract, to.target))
}

/** Parts are made by the composition roots alone; a part gets its collaborators handed in. */
export function strayFactories(sources: readonly Source[], roots: readonly string[]): string[] {
  return breaches(sources, (from, to) => {
    const factory = to.names.find(name => /^create[A-Z]/.test(name))
    if (to.foreign || factory === undefined || roots.some(root => covers(root, from.path))) return undefined
    return placeOf(from.path) === placeOf(to.target) ? undefined : `imports the factory ${factory}`
  })
}

export function strayLibraries(
  sources: readonly Source[],
  edges: Readonly<Record<string, readonly string[]>>,
): string[] {
  return breaches(sources, (from, to) => {
    if (!to.foreign || to.target.startsWith('node:')) return undefined
    if (edges[to.target]?.some(edge => covers(edge, from.path))) return undefined
    return `may not import ${to.target}`
  })
}

export function importCycles(sources: readonly Source[]): string[] {
  const links = new Map(sources.map(s => [s.path, s.imports.filter(i => !i.foreign).map(i => i.target)]))
  const found: string[] = []
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path)
    if (at >= 0) found.push([...trail.slice(at), path].join(' → '))
    if (at >= 0 || done.has(path)) return
    for (const next of links.get(path) ?? []) visit(next, [...trail, path])
    done.add(path)
  }
  for (const path of links.keys()) visit(path, [])
  return found
}

export interface Limits {
  readonly fileLines: number
  readonly functionLines: number
  readonly params: number
}

export function oversize(sources: readonly Source[], limits: Limits): string[] {
  return sources.flatMap(({ path, lines, functions }) => [
    ...(lines > limits.fileLines ? [`${path}: ${lines} lines, at most ${limits.fileLines}`] : []),
    ...functions.flatMap(f => [
      ...(f.lines > limits.functionLines
        ? [`${path}:${f.line} ${f.name}: ${f.lines} lines, at most ${limits.functionLines}`]
        : []),
      ...(f.params > limits.params
        ? [`${path}:${f.line} ${f.name}: ${f.params} parameters, at most ${limits.params}`]
        : []),
    ]),
  ])
}

/** `front/` covers a folder of src, `workers/` that folder, `*.redis.ts` an ending, `redis/url.ts` one file of src. */
function covers(pattern: string, path: string): boolean {
  if (pattern.startsWith('*')) return path.endsWith(pattern.slice(1))
  if (!pattern.endsWith('/')) return path === `src/${pattern}`
  return path.startsWith(`src/${pattern}`) || path.startsWith(pattern)
}

function breaches(
  sources: readonly Source[],
  judge: (from: Source, to: Import) => string | undefined,
): string[] {
  return sources.flatMap(from =>
    from.imports.flatMap(to => {
      const breach = judge(from, to)
      return breach === undefined ? [] : [`${from.path} ${breach}`]
    }),
  )
}
