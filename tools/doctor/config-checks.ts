// Is what we were given sound: variables, secrets, files?
import { readFileSync } from 'node:fs'
import { type Config, ConfigError, loadConfig } from '../../src/config/config.js'
import { parseEntries } from '../../src/faq/entries.js'
import { parseBlockedTerms } from '../../src/privacy/block-terms.js'
import { withoutMark } from '../../src/text-file.js'
import { createTexts } from '../../src/texts.js'
import { type Check, type Finding, fault, ok, reasonOf, skip, warn } from './check.js'

/** The configuration, or what is wrong with it. */
export function configOf(env: NodeJS.ProcessEnv): {
  readonly config?: Config
  readonly faults: readonly string[]
} {
  try {
    return { config: loadConfig(env), faults: [] }
  } catch (error) {
    if (error instanceof ConfigError) return { faults: error.faults }
    throw error
  }
}

export function configChecks(
  env: NodeJS.ProcessEnv,
  config: Config | undefined,
  faults: readonly string[],
): Check[] {
  const file = (name: string, variable: string, read: (text: string) => string): Check => ({
    name,
    run: () => fileOf(variable, env[variable] ?? '', read),
  })
  return [
    { name: 'configuration', run: () => configuration(faults) },
    { name: 'environment', run: () => environment(env) },
    { name: 'secrets', run: () => (config ? secrets(config) : skip('the configuration is at fault')) },
    file('faq-file', 'FAQ_FILE', text => `${parseEntries(text).length} topics`),
    file('block-file', 'BLOCK_FILE', text => `${parseBlockedTerms(text).length} terms`),
    file('texts-file', 'TEXTS_FILE', text => {
      createTexts(JSON.parse(text))
      return 'sentences that are known'
    }),
    file('prompt-file', 'PROMPT_FILE', text => notEmpty(text, 'characters', text.trim().length)),
    file('names-file', 'NAMES_FILE', text => notEmpty(text, 'lines', text.trim().split('\n').length)),
    file('key-file', 'LLM_API_KEY_FILE', text => notEmpty(text, 'characters', text.trim().length)),
  ]
}

function configuration(faults: readonly string[]): Finding {
  if (faults.length === 0) return ok('every variable is sound')
  return fault(faults.join('; '), 'The README lists every variable, its default and its values')
}

function environment({ NODE_ENV: mode = '' }: NodeJS.ProcessEnv): Finding {
  if (mode === 'production') return ok('NODE_ENV is production')
  return warn(
    `NODE_ENV is "${mode}": missing secrets are made up`,
    'NODE_ENV=production refuses to start without secrets of your own',
  )
}

function secrets({ jwtSecret, jwtJwksUrl, dataKey, redisUrl }: Config): Finding {
  const missing = [
    ...(jwtSecret === '' && jwtJwksUrl === '' ? ['JWT_SECRET'] : []),
    ...(dataKey === '' ? ['DATA_KEY'] : []),
  ]
  if (missing.length > 0)
    return warn(
      `${missing.join(' and ')} will be made up at the start`,
      'Set secrets of your own: openssl rand -hex 32',
    )
  const short = [jwtSecret, dataKey].some(secret => secret !== '' && Buffer.byteLength(secret) < 32)
  if (short) return warn('a secret has fewer than 32 bytes', 'openssl rand -hex 32 makes a good one')
  return ok(redisUrl === '' ? 'set' : 'set; every process of the cluster needs the same')
}

function fileOf(variable: string, path: string, read: (text: string) => string): Finding {
  if (path === '') return skip(`${variable} is not set`)
  try {
    return ok(`${variable}: ${read(withoutMark(readFileSync(path, 'utf8')))}`)
  } catch (error) {
    return fault(
      `${variable}: ${reasonOf(error)}`,
      `Mend the file that ${variable} names, or unset ${variable}`,
    )
  }
}

function notEmpty(text: string, unit: string, count: number): string {
  if (text.trim() === '') throw new Error('the file is empty')
  return `${count} ${unit}`
}
