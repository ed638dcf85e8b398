// No name in Redis is made anywhere but in keys.ts and prefix.ts, so that each carries the prefix.
import { readFileSync } from 'node:fs'
import t from 'tap'
import { loadScripts } from '../../src/redis/scripts.js'
import { packageRoot } from '../../src/root.js'
import { readSources } from '../architecture/source.js'

t.test('scripts touch the keys they are given and publish to the channel they are given', async t => {
  const called = /redis\.p?call\(\s*'(\w+)'\s*,\s*((?:'(?:CREATE|CONSUMERS|DELCONSUMER)', )?)([^,)\s]+)/g
  for (const [name, { source }] of loadScripts()) {
    const lines = source.split('\n').filter(line => !line.startsWith('--'))
    const given = valuesIn(lines)
    for (const [, command = '', , target = ''] of lines.join('\n').matchAll(called)) {
      const source = given.get(target) ?? target
      t.match(
        source,
        command === 'PUBLISH' ? /^ARGV\[\d+\]$/ : /^KEYS\[\d+\]$/,
        `${name}: ${command} ${target}`,
      )
    }
  }
})

/** What a script's names stand for: those of its whole text, and parameters that are keys. */
function valuesIn(lines: readonly string[]): ReadonlyMap<string, string> {
  const given = new Map(keyParameters(lines.join('\n')))
  for (const line of lines) {
    const [, names = '', values = ''] = /^local ([\w, ]+) = (.+)$/.exec(line) ?? []
    const from = values.split(', ')
    for (const [i, local] of names.split(', ').entries()) given.set(local, from[i] ?? '')
  }
  return given
}

/** The parameters of a script's functions that every call gives a key. */
function keyParameters(code: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [, name = '', parameters = ''] of code.matchAll(/^local function (\w+)\(([\w, ]+)\)/gm)) {
    // Called as it is, or by pcall.
    const calls = [...code.matchAll(new RegExp(`(?<!function )\\b${name}(?:\\(|, )(.*)`, 'g'))]
    for (const [i, parameter] of parameters.split(', ').entries()) {
      const values = calls.map(([, given = '']) => given.split(', ')[i] ?? '')
      if (values.length > 0 && values.every(value => /^KEYS\[[^\]]+\]$/.test(value)))
        found.set(parameter, values[0] ?? '')
    }
  }
  return found
}

/** The files that speak to Redis, but for those that make names. */
const speakers = readSources(packageRoot, ['src'])
  .map(({ path }) => path)
  .filter(path => path.startsWith('src/redis/') || path.endsWith('.redis.ts'))
  .filter(path => path !== 'src/redis/keys.ts')

t.test('channels are named under the prefix, wherever they are published to or listened to', async t => {
  for (const path of speakers) {
    const calls = readFileSync(new URL(path, packageRoot), 'utf8').matchAll(
      /\.(?:publish|[ps]?subscribe)\(.*/g,
    )
    for (const [call] of calls) t.match(call, /channelOf\(|subscribe\(name\)/, `${path}: ${call}`)
  }
})

t.test('names in Redis stand in keys.ts alone', async t => {
  for (const path of speakers) {
    const text = readFileSync(new URL(path, packageRoot), 'utf8')
    t.notMatch(text, /['`](?:\{\w+\}|d:|o:|sf:|latest:)/, path)
  }
})
