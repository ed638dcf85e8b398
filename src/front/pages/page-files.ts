// The built pages on disk, read once at the start: each file with its compressed forms, which the build leaves beside it,
// the path it is served at and how long it may be kept.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, sep } from 'node:path'

export interface PageFile {
  /** As requests name it: `/`, `/ops`, `/widget.js`, `/widget/1f3a….js`. */
  readonly path: string
  /** Content type. */
  readonly type: string
  readonly body: Uint8Array
  readonly br: Uint8Array
  readonly gzip: Uint8Array
  /** `page`: asked for again each time. `short`: kept for minutes. `forever`: its name changes with its contents. */
  readonly life: 'page' | 'short' | 'forever'
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** The gallery shows states of the widget to its developers. */
const developersOnly = 'gallery'

/** A build of the pages ends with their compressed forms; this is one of them. */
const sign = 'widget.js.gz'

/** Empty when the pages were not built, or were by a release that compressed nothing. */
export function readPageFiles(folder: URL, isProduction: boolean): PageFile[] {
  if (!existsSync(new URL(sign, folder))) return []
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(name =>
    name.replaceAll(sep, '/'),
  )
  const isServed = (name: string) => !(isProduction && name.startsWith(developersOnly))
  return names.filter(isServed).flatMap(name => {
    const type = types[extname(name)]
    if (type === undefined) return []
    const read = (ending: string) => readFileSync(new URL(name + ending, folder))
    return [{ ...placeOf(name), type, body: read(''), br: read('.br'), gzip: read('.gz') }]
  })
}

function placeOf(name: string): Pick<PageFile, 'path' | 'life'> {
  const page = /^(\w+)\/index\.html$/.exec(name)?.[1]
  if (page !== undefined) return { path: page === 'demo' ? '/' : `/${page}`, life: 'page' }
  return { path: `/${name}`, life: name.includes('/') ? 'forever' : 'short' }
}
