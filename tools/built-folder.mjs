// A folder that is built beside its place and put there when it is whole: a server that starts meanwhile, in another terminal,
// finds the last one or the new one. Plain JavaScript, so that it can run where nothing is compiled yet.
import { existsSync, renameSync, rmSync } from 'node:fs'

/** `path` is where to build; `putInPlace` takes it to `place` in the stead of what is there. */
export function builtFolder(place) {
  const path = `${place}.${process.pid}`
  const last = `${path}.last`
  const remove = folder => rmSync(folder, { recursive: true, force: true })
  process.once('exit', () => [path, last].forEach(remove))
  return {
    path,
    putInPlace() {
      if (existsSync(place)) renameSync(place, last)
      renameSync(path, place)
    },
  }
}
