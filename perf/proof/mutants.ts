// A copy of the package in which one rule of the scripts is taken out, to show that the oracle would notice.
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

export interface Rule {
  readonly script: string
  readonly from: string
  readonly to: string
}

/** Rules to take out, by name. */
export const rules = {
  // Commit appends whatever was written since the prompt was built.
  last: { script: 'turn_commit', from: 'last ~= built_on', to: 'false' },
  // Every ticket may run at once.
  queue: { script: 'turn_begin', from: 'string.sub(queue, 1, 64) ~= turn .. origin', to: 'false' },
  // A retry is a new turn.
  key: { script: 'turn_begin', from: "key ~= '' and redis.call('HGET', keys, key)", to: 'false' },
} satisfies Readonly<Record<string, Rule>>

export interface Copy {
  readonly root: URL
  remove(): void
}

/** The build and the scripts are copied, everything else is linked. */
export function copyWithout(rule: Rule, root: URL): Copy {
  const folder = mkdtempSync(join(tmpdir(), 'rushdesk-broken-'))
  const from = fileURLToPath(root)
  for (const name of readdirSync(from)) {
    if (name !== 'src' && name !== 'build') symlinkSync(join(from, name), join(folder, name))
  }
  cpSync(join(from, 'build'), join(folder, 'build'), { recursive: true })
  const scripts = join(folder, 'src/redis/lua')
  mkdirSync(scripts, { recursive: true })
  cpSync(join(from, 'src/redis/lua'), scripts, { recursive: true })
  const file = join(scripts, `${rule.script}.lua`)
  const source = readFileSync(file, 'utf8')
  if (!source.includes(rule.from)) throw new Error(`${rule.script} does not hold "${rule.from}"`)
  writeFileSync(file, source.replace(rule.from, rule.to))
  return {
    root: pathToFileURL(`${folder}/`),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
