// Is what the shop has set up sound: its people's hours, its tools, who is told of events, the release that it tries? The
// documents in force are those of the running cluster; without one, what the files say is looked at.
import { readFileSync } from 'node:fs'
import type { Config } from '../../src/config/config.js'
import { isRecord } from '../../src/json.js'
import { openingHours } from '../../src/people/hours.js'
import { hoursDocument } from '../../src/people/hours-document.js'
import { tesseractFault } from '../../src/pictures/tesseract.js'
import { Problem } from '../../src/problem.js'
import type { ToolSet } from '../../src/shop/tool.js'
import { parseTools } from '../../src/shop/tools-file.js'
import { withoutMark } from '../../src/text-file.js'
import { webhooksDocument } from '../../src/webhooks/webhooks-document.js'
import { type AskCluster, askCluster } from './ask-cluster.js'
import { type Check, type Finding, fault, ok, reasonOf, skip, warn } from './check.js'
import { reach } from './reach.js'

export function shopChecks(env: NodeJS.ProcessEnv, config: Config | undefined): Check[] {
  const cluster = askCluster(env, config)
  const contents = (variable: string) => contentsOf(env[variable] ?? '')
  return [
    {
      name: 'hours',
      run: () => judged(async () => hours(await inForce(cluster, 'hours', () => contents('HOURS_FILE')))),
    },
    {
      name: 'webhook-targets',
      run: () =>
        judged(async () =>
          webhookTargets(await inForce(cluster, 'webhooks', () => contents('WEBHOOKS_FILE'))),
        ),
    },
    { name: 'tools-file', run: () => judged(async () => toolsFile(toolsIn(env))) },
    { name: 'tools-targets', run: () => toolsTargets(env) },
    { name: 'gray', run: () => gray(cluster) },
    { name: 'ocr', run: () => ocr(env, config) },
  ]
}

/** A rule that a file or document breaks is told with the fields that it names. */
async function judged(run: () => Promise<Finding>): Promise<Finding> {
  try {
    return await run()
  } catch (error) {
    const message =
      error instanceof Problem
        ? error.errors.map(({ field, message: why }) => `${field} ${why}`).join('; ')
        : reasonOf(error)
    return fault(message, 'Mend the file or the document, see docs/documents.md')
  }
}

function contentsOf(path: string): unknown {
  return path === '' ? undefined : JSON.parse(withoutMark(readFileSync(path, 'utf8')))
}

/** The cluster's document, or the file's contents; undefined when there is neither. */
async function inForce(cluster: AskCluster, name: string, file: () => unknown): Promise<unknown> {
  const own = cluster.isNamed ? await cluster.read(`/admin/${name}`) : undefined
  return own ?? file()
}

function hours(document: unknown): Finding {
  const week =
    document === undefined ? hoursDocument(undefined).start : hoursDocument(undefined).read(document)
  const opening = openingHours(week)
  const now = Date.now()
  if (opening.isOpen(now)) return ok(`people are there now, by the clock of ${week.timezone}`)
  const next = opening.nextOpenAt(now)
  if (next === undefined)
    return warn(
      'people are never there within a year: customers who ask for one are told so',
      'PUT /admin/hours with the week of your people',
    )
  return ok(`people come at ${new Date(next).toISOString()}, by the clock of ${week.timezone}`)
}

function webhookTargets(document: unknown): Finding | Promise<Finding> {
  if (document === undefined) return skip('no webhooks are known here')
  const active = webhooksDocument(document).start.endpoints.filter(endpoint => endpoint.active)
  if (active.length === 0) return skip('no webhook is active')
  return reach(active.map(({ id, url, private: isPrivate }) => ({ name: id, url, isPrivate })))
}

/** Undefined without TOOLS_FILE. Throws ToolsFileError. */
function toolsIn(env: NodeJS.ProcessEnv): ToolSet | undefined {
  if (!env.TOOLS_FILE) return undefined
  const read = (path: string | undefined) => (path ? withoutMark(readFileSync(path, 'utf8')) : '')
  const secretOf = (name: string) => env[name] || undefined
  return parseTools(read(env.TOOLS_FILE), { secretOf, keyFile: read(env.TOOLS_KEY_FILE) })
}

function toolsFile(set: ToolSet | undefined): Finding {
  return set === undefined
    ? skip('TOOLS_FILE is not set')
    : ok(`${set.tools.length} tools, each with its key, and ${set.servers.length} MCP servers`)
}

async function toolsTargets(env: NodeJS.ProcessEnv): Promise<Finding> {
  let set: ToolSet | undefined
  try {
    set = toolsIn(env)
  } catch {
    return skip('the tools file is at fault')
  }
  if (set === undefined) return skip('TOOLS_FILE is not set')
  const addresses = [...set.tools.map(({ request }) => request), ...set.servers]
  const hosts = new Map(addresses.map(({ url, isPrivate }) => [new URL(url).origin, isPrivate]))
  return reach([...hosts].map(([origin, isPrivate]) => ({ name: origin, url: origin, isPrivate })))
}

const sayings: Readonly<Record<string, (name: string) => Finding>> = {
  'rolled-back': name =>
    warn(`release ${name} was worse and is rolled back`, 'rushdesk gray tells the metric that gave it away'),
  worse: name =>
    warn(`release ${name} is worse and still met: it is to be held`, 'rushdesk gray: lower its percent to 0'),
  unclear: name =>
    warn(`release ${name} is unclear: too few turns`, 'Raise its percent, or end it with percent 0'),
}

async function gray(cluster: AskCluster): Promise<Finding> {
  if (!cluster.isNamed) return skip('RUSHDESK_URL is not set: no running cluster is looked at')
  const found = await cluster.read('/admin/gray')
  if (!isRecord(found) || !isRecord(found.document)) return skip('no release was to be had')
  const [state, name] = [String(found.state), String(found.document.name)]
  return sayings[state]?.(name) ?? ok(state === 'off' ? 'nothing is released' : `release ${name} is ${state}`)
}

async function ocr(env: NodeJS.ProcessEnv, config: Config | undefined): Promise<Finding> {
  if (config?.ocr !== 'tesseract') return skip('OCR is off')
  const why = await tesseractFault(env)
  return why === undefined
    ? ok('tesseract reads Chinese and English')
    : fault(why, 'apt-get install tesseract-ocr tesseract-ocr-chi-sim')
}
