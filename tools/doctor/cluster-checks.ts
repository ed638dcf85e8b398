// Is the running cluster at RUSHDESK_URL of one mind: same secrets, same version, all there?
import type { Config } from '../../src/config/config.js'
import { createKeyedHash, markOf } from '../../src/privacy/keyed-hash.js'
import { askCluster } from './ask-cluster.js'
import { type Check, type Finding, fault, ok, reasonOf, skip, warn } from './check.js'

interface ClusterStatus {
  readonly mode: string
  readonly level: number
  readonly processes: readonly {
    readonly version: string
    readonly key_mark: string
    readonly is_silent: boolean | null
    readonly event_loop_delay_ms: number
  }[]
}

interface History {
  readonly versions?: readonly unknown[]
}

/** The kernel spreads connections over processes: so many new ones meet all of a few. */
const TRIES = 8
const LAG_MS = 100

export function clusterChecks(env: NodeJS.ProcessEnv, config: Config | undefined): Check[] {
  const { isNamed, get, asked, read } = askCluster(env, config)
  const about = (name: string, run: () => Promise<Finding>): Check => ({
    name,
    run: () => (isNamed ? run() : skip('RUSHDESK_URL is not set: no running cluster is looked at')),
  })
  const aboutStatus = (name: string, judge: (status: ClusterStatus) => Finding) =>
    about(name, async () => {
      const found = (await read('/admin/status')) as ClusterStatus | undefined
      return found === undefined ? skip('no status was to be had') : judge(found)
    })
  return [
    about('ready', () => ready(() => get('/readyz', {}))),
    about('shared-secrets', () => sharedSecrets(() => asked('/admin/status'))),
    aboutStatus('shared-data-key', status => sharedDataKey(status, config?.dataKey ?? '')),
    aboutStatus('versions', versionsOf),
    aboutStatus('processes', processesOf),
    aboutStatus('level', ({ level, mode }) =>
      mode === 'manual'
        ? warn(`level ${level} is fixed by a person`, 'rushdesk level auto gives it back to the ladder')
        : ok(`level ${level}, set by the ladder`),
    ),
    about('documents', () => documents(env, read)),
  ]
}

async function ready(get: () => Promise<Response>): Promise<Finding> {
  try {
    const reply = await get()
    const text = await reply.text()
    if (reply.ok) return ok('the cluster takes turns')
    return fault(
      `/readyz says ${reply.status}: ${text.slice(0, 200)}`,
      'Its checks name the part that is not ready',
    )
  } catch (error) {
    return fault(
      `RUSHDESK_URL does not answer: ${reasonOf(error)}`,
      'Is a process running there, and does the balancer know it?',
    )
  }
}

/** Every process has to take a token that is signed with the secret of this environment. */
async function sharedSecrets(ask: () => Promise<Response | undefined>): Promise<Finding> {
  const statuses: number[] = []
  for (let i = 0; i < TRIES; i++) {
    const reply = await ask().catch(() => undefined)
    if (reply === undefined) return skip('no token to try it with, or nobody answers')
    await reply.body?.cancel()
    statuses.push(reply.status)
  }
  const refused = statuses.filter(status => status === 401).length
  if (refused === 0) return ok('every process that was asked takes our token')
  const hint = 'Give every process the same JWT_SECRET (and DATA_KEY), then reload'
  return fault(`${refused} of ${TRIES} connections met a process that does not know our JWT_SECRET`, hint)
}

/** Processes under two keys know each other's customers, promises and sealed secrets not. */
function sharedDataKey({ processes }: ClusterStatus, dataKey: string): Finding {
  const marks = new Set(processes.map(({ key_mark: mark }) => mark))
  const hint = 'Give every process the same DATA_KEY, then reload'
  if (marks.size > 1) return fault(`${marks.size} DATA_KEYs are in use`, hint)
  if (dataKey !== '' && !marks.has(markOf(createKeyedHash(dataKey))))
    return warn('the cluster has another DATA_KEY than this environment', hint)
  return ok('one DATA_KEY is in use')
}

function versionsOf({ processes }: ClusterStatus): Finding {
  const versions = [...new Set(processes.map(({ version }) => version))]
  if (versions.length <= 1) return ok(`all of version ${versions[0]}`)
  return warn(
    `versions ${versions.join(' and ')} run together`,
    'Well, during a reload; else finish it: rushdesk cluster reload',
  )
}

function processesOf({ processes }: ClusterStatus): Finding {
  const silent = processes.filter(({ is_silent: isSilent }) => isSilent).length
  if (silent > 0)
    return warn(
      `${silent} of ${processes.length} processes are silent`,
      'They died or hang: look at their logs',
    )
  const slow = processes.filter(({ event_loop_delay_ms: ms }) => ms > LAG_MS).length
  if (slow > 0)
    return warn(
      `${slow} processes have an event loop delay over ${LAG_MS} ms`,
      'Too little CPU for the load: add processes or hosts',
    )
  return ok(`${processes.length} processes, none silent`)
}

const startFiles = {
  FAQ_FILE: 'faq',
  PROMPT_FILE: 'prompt',
  TEXTS_FILE: 'texts',
  HOURS_FILE: 'hours',
  HANDOFF_FILE: 'handoff',
  CANNED_FILE: 'canned',
  WEBHOOKS_FILE: 'webhooks',
}

/** A file is only the start: a document that operators set wins. */
async function documents(env: NodeJS.ProcessEnv, read: (path: string) => Promise<unknown>): Promise<Finding> {
  const named = Object.entries(startFiles).filter(([file]) => env[file])
  if (named.length === 0) return ok('no file that a document could stand above')
  const overruled: [file: string, name: string][] = []
  for (const [file, name] of named) {
    const history = (await read(`/admin/${name}/history`)) as History | undefined
    if (history === undefined) return skip(`the history of ${name} could not be read`)
    if ((history.versions ?? []).length > 0) overruled.push([file, name])
  }
  if (overruled.length === 0) return ok(`in force: ${named.map(([file]) => file).join(', ')}`)
  const [files, names] = [overruled.map(([file]) => file), overruled.map(([, name]) => `/admin/${name}`)]
  return warn(
    `not in force: ${files.join(', ')}; operators have set ${files.length === 1 ? 'that document' : 'those documents'} since`,
    `GET ${names.join(', ')} shows what is; PUT the file's contents to put them there`,
  )
}
