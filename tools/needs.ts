// The programs that tests need besides npm packages. `npm test` runs this first: what is missing is installed, or
// it is said what is missing and how to get it. A test that starts such a program asks again, so that it can run alone.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** By its name, which is also that of its Debian package. */
const programs = {
  'redis-server': 'a real Redis, for everything that is stored',
  chromium: 'a browser, for the client that runs in pages',
}

export type ProgramName = keyof typeof programs

/** The program's name on the path; installs its package when it is missing and we may. Throws with the reason. */
export function need(name: ProgramName): ProgramName {
  if (isThere(name)) return name
  const reason = process.getuid?.() === 0 ? install(name) : 'only root can install it'
  if (isThere(name)) return name
  throw new Error(`${name} is missing (${programs[name]}): ${reason}. apt-get install ${name}`)
}

/** What apt-get said when it failed. */
function install(name: ProgramName): string {
  process.stderr.write(`${name} is missing: installing the package ${name}\n`)
  spawnSync('apt-get', ['update', '-qq'])
  const order = ['install', '-y', '-qq', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300', name]
  const done = spawnSync('apt-get', order, { encoding: 'utf8' })
  return done.error?.message ?? done.stderr.trim()
}

function isThere(name: ProgramName): boolean {
  return spawnSync(name, ['--version']).status === 0
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const missing: string[] = []
  for (const name of Object.keys(programs) as ProgramName[]) {
    try {
      need(name)
    } catch (error) {
      missing.push(error instanceof Error ? error.message : String(error))
    }
  }
  for (const line of missing) process.stderr.write(`${line}\n`)
  process.exitCode = missing.length === 0 ? 0 : 1
}
