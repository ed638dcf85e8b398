// The programs that tests need besides npm packages. `npm test` runs this first: what is missing is installed, or
// it is said what is missing and how to get it. A test that starts such a program asks again, so that it can run alone.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

interface Needed {
  readonly why: string
  /** Its Debian packages, when they are not called like the program. */
  readonly in?: string
  /** How it is asked for its version; `--version` when absent. */
  readonly asked?: string
  /** A word that it must answer. */
  readonly says?: string
}

const programs = {
  'redis-server': { why: 'a real Redis, for everything that is stored' },
  chromium: { why: 'a browser, for the client that runs in pages' },
  'fc-list': {
    why: 'a font with Chinese characters, for pages as they are seen and measured',
    in: 'fontconfig fonts-wqy-microhei',
    asked: ':lang=zh-cn',
    says: 'style=',
  },
  prometheus: { why: 'it scrapes a cluster by the shipped configuration' },
  nginx: { why: 'it stands before a process by the shipped configuration', asked: '-v' },
  haproxy: { why: 'the same', asked: '-v' },
  openssl: { why: 'it makes the certificate that balancers are tried with', asked: 'version' },
  'systemd-analyze': { why: 'it verifies the shipped unit', in: 'systemd' },
  tesseract: {
    why: 'it reads the text in pictures',
    in: 'tesseract-ocr tesseract-ocr-chi-sim',
    asked: '--list-langs',
    says: 'chi_sim',
  },
  promtool: { why: 'it checks the shipped rules and alerts', in: 'prometheus' },
} satisfies Record<string, Needed>

export type ProgramName = keyof typeof programs

/** The program's name on the path; installs its package when it is missing and we may. Throws with the reason. */
export function need(name: ProgramName): ProgramName {
  if (isThere(name)) return name
  const { why, in: debian = name }: Needed = programs[name]
  const reason = process.getuid?.() === 0 ? install(debian) : 'only root can install it'
  if (isThere(name)) return name
  throw new Error(`${name} is missing (${why}): ${reason}. apt-get install ${debian}`)
}

/** Installs; gives apt-get's error. */
function install(debian: string): string {
  process.stderr.write(`a program is missing: installing the package ${debian}\n`)
  spawnSync('apt-get', ['update', '-qq'])
  const order = ['install', '-y', '-qq', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300']
  const done = spawnSync('apt-get', [...order, ...debian.split(' ')], { encoding: 'utf8' })
  return done.error?.message ?? done.stderr.trim()
}

function isThere(name: ProgramName): boolean {
  const { asked = '--version', says = '' }: Needed = programs[name]
  const { status, stdout } = spawnSync(name, [asked], { encoding: 'utf8' })
  return status === 0 && stdout.includes(says)
}

/** The first run of the test runner builds it with the plugins that .taprc leaves, and still loads the others itself: its
 *  test processes start three times as slowly. So it is built before. */
function buildRunner(): void {
  if (!existsSync('.tap/plugins')) spawnSync('node_modules/.bin/tap', ['build'])
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  buildRunner()
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
