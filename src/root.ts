// Where the package lies on disk, so that data and Lua files are found from sources and from the build alike.
import { existsSync } from 'node:fs'

function findRoot(from: URL): URL {
  if (existsSync(new URL('package.json', from))) return from
  const parent = new URL('../', from)
  if (parent.href === from.href) throw new Error('package.json not found above the program')
  return findRoot(parent)
}

/** The package's folder, ending in a slash. */
export const packageRoot = findRoot(new URL('./', import.meta.url))
