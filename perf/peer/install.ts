// Peers written for Node are no dependencies of ours: a bench fetches them, in pinned versions, into a folder of the build.
import { execFile } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { packageRoot } from '../../src/root.js'
import { report } from '../machine.js'

export interface NodePeer {
  /** Its script is perf/peer/<name>.mjs. */
  readonly name: string
  /** Exact versions. */
  readonly packages: Readonly<Record<string, string>>
}

export type InstalledPeer =
  | { readonly kind: 'there'; readonly script: string }
  | { readonly kind: 'missing'; readonly why: string }

const FETCHED_WITHIN_MS = 240_000
const npmArgs = ['install', '--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund', '--loglevel=error']

/** Fetches nothing when the packages are there already. */
export async function installPeer({ name, packages }: NodePeer): Promise<InstalledPeer> {
  const folder = fileURLToPath(new URL(`build/peers/${name}/`, packageRoot))
  const script = join(folder, `${name}.mjs`)
  mkdirSync(folder, { recursive: true })
  copyFileSync(new URL(`perf/peer/${name}.mjs`, packageRoot), script)
  const manifest = JSON.stringify({ private: true, type: 'module', dependencies: packages })
  if (isThere(folder, manifest)) return { kind: 'there', script }
  writeFileSync(join(folder, 'package.json'), manifest)
  report({ peer: name, fetches: packages, into: `build/peers/${name}` })
  try {
    await promisify(execFile)('npm', npmArgs, { cwd: folder, timeout: FETCHED_WITHIN_MS })
    writeFileSync(join(folder, 'fetched.json'), manifest)
    return { kind: 'there', script }
  } catch (fault) {
    const names = Object.entries(packages).map(([each, version]) => `${each}@${version}`)
    return { kind: 'missing', why: `npm could not fetch ${names.join(', ')}: ${firstLineOf(fault)}` }
  }
}

/** Written once npm has put everything there: an interrupted fetch is done again. */
function isThere(folder: string, manifest: string): boolean {
  const mark = join(folder, 'fetched.json')
  return existsSync(mark) && readFileSync(mark, 'utf8') === manifest
}

function firstLineOf(fault: unknown): string {
  const { stderr = '', message = '' } = fault as { readonly stderr?: string; readonly message?: string }
  return (stderr.trim() || message).split('\n', 1)[0] ?? ''
}
