// The files that variables name, read once at start. A file that cannot be read is a configuration fault.
import { readFileSync } from 'node:fs'
import { Problem } from '../problem.js'
import { packageRoot } from '../root.js'
import { withoutMark } from '../text-file.js'
import { type Config, ConfigError } from './config.js'

/** Contents; '' where a variable is unset and the package ships nothing in its place. */
export interface Files {
  readonly faq: string
  readonly smalltalk: string
  readonly prompt: string
  readonly names: string
  readonly block: string
  readonly texts: string
  readonly handoff: string
  readonly hours: string
  readonly canned: string
  readonly tools: string
  readonly toolsKey: string
  readonly webhooks: string
  readonly shops: string
}

const shipped = {
  faq: 'data/faq.zh.jsonl',
  smalltalk: 'data/smalltalk.zh.jsonl',
  prompt: 'data/prompt.zh.txt',
}

/** Reads what the configuration names, or what the package ships. Throws ConfigError. */
export function readFiles(config: Config): Files {
  const faults: string[] = []
  const read = (variable: string, path: string | URL): string => {
    try {
      return withoutMark(readFileSync(path, 'utf8'))
    } catch (error) {
      faults.push(`${variable} must name a readable file, got ${JSON.stringify(path)} (${codeOf(error)})`)
      return ''
    }
  }
  const given = (variable: string, path: string) => (path === '' ? '' : read(variable, path))
  const files = {
    faq: read('FAQ_FILE', config.faqFile || new URL(shipped.faq, packageRoot)),
    // Not to be replaced: TEXTS_FILE is for what is said, this for what is understood.
    smalltalk: read('the package', new URL(shipped.smalltalk, packageRoot)),
    prompt: read('PROMPT_FILE', config.promptFile || new URL(shipped.prompt, packageRoot)).trim(),
    names: given('NAMES_FILE', config.namesFile),
    block: given('BLOCK_FILE', config.blockFile),
    texts: given('TEXTS_FILE', config.textsFile),
    handoff: given('HANDOFF_FILE', config.handoffFile),
    hours: given('HOURS_FILE', config.hoursFile),
    canned: given('CANNED_FILE', config.cannedFile),
    tools: given('TOOLS_FILE', config.toolsFile),
    toolsKey: given('TOOLS_KEY_FILE', config.toolsKeyFile),
    webhooks: given('WEBHOOKS_FILE', config.webhooksFile),
    shops: given('SHOPS_FILE', config.shopsFile),
  }
  if (faults.length > 0) throw new ConfigError(faults)
  return files
}

/** A file's contents, read by `read`. `rule` begins the sentence that a fault of them ends: `FAQ_FILE must hold …`.
 *  Throws ConfigError. */
export function checked<T>(rule: string, read: () => T): T {
  try {
    return read()
  } catch (fault) {
    throw new ConfigError([`${rule}: ${messageOf(fault)}`])
  }
}

/** The same for what takes a while. */
export async function checkedLater<T>(rule: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (fault) {
    throw new ConfigError([`${rule}: ${messageOf(fault)}`])
  }
}

/** The faults of fields are named one by one. */
function messageOf(fault: unknown): string {
  if (!(fault instanceof Problem) || fault.errors.length === 0) return (fault as Error).message
  return fault.errors.map(({ field, message }) => `${field} ${message}`.trim()).join('; ')
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
}
