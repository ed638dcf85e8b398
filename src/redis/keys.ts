// Every key and channel name in Redis. Keys of one dialog share a hash tag, so that a script may touch them together.

/** The keys of one dialog, in the order in which the scripts of turns take them. */
export const dialogKey = (dialogId: string) => `d:{${dialogId}}`
export const turnsKey = (dialogId: string) => `d:{${dialogId}}:t`
/** The dialog's pictures lie here too. */
export const idempotencyKey = (dialogId: string) => `d:{${dialogId}}:k`
export const dialogKeys = (dialogId: string) => [
  dialogKey(dialogId),
  turnsKey(dialogId),
  idempotencyKey(dialogId),
]

/** Live processes: incarnation by its last beat. */
export const membersKey = '{procs}'
/** Since when every dialog that is used lies in the slot of its owner; goes a while after the last beat. */
export const homesKey = '{procs}:homes'
/** Pointers to acknowledged turns, and their consumer group. */
export const pendingKey = '{pending}'
export const pendingGroup = 'processes'

/** A quota's bucket, and what the processes may spend of it unasked. */
export const quotaKeys = (name: string) => [`{quota:${name}}`, `{quota:${name}}:credits`] as const

/** Messages to one process, and to all. */
export const processChannel = (processId: string) => `o:${processId}`
export const everyoneChannel = 'o:all'

/** Settings that operators changed, and the channel that announces a change. */
export const settingsKey = '{settings}'
export const settingsChannel = 'settings'
/** The versions of a document, and their texts; with the settings' tag, so that one script changes all of it. */
export const documentKeys = (name: string) =>
  [`{settings}:versions:${name}`, `{settings}:texts:${name}`] as const

/** The processes' reports and the level they agreed on, and the channel that tells of a new one. */
export const levelKey = '{board}'
export const levelChannel = 'board'

/** The report of each process, and the sums of the processes that have gone. */
export const reportKeys = ['{census}', '{census}:past'] as const

/** The outcome of a gray release, by the name of its watch: its counters, and its last turns. */
export const grayKeys = (run: string) => [`{gray:${run}}`, `{gray:${run}}:recent`] as const

/** Each process's report on its last second. */
export const liveKey = '{live}'

/** Changes in the cluster, and the mark of a change that several processes may see. */
export const changeKeys = (name: string) => ['{changes}', `{changes}:${name}`] as const

/** The vendor's tokens that each shop has used today. */
export const tokensKey = '{tokens}'

/** Which process counts a bad second, named in seconds since the epoch. */
export const badSecondKey = (second: number) => `bad:${second}`

/** Open breakers of vendors, the right to probe one, and the channel that tells of a change. */
export const breakersKey = '{breakers}'
export const breakerProbeKey = (name: string) => `{breakers}:probe:${name}`
export const breakerChannel = 'breakers'

/** Which process asks a shareable question, and the channel of what processes tell each other about it. */
export const leaseKey = (question: string) => `sf:${question}`
export const flightChannel = (processId: string) => `sf:${processId}`

/** The dialogs of a customer of the OpenAI-compatible surface, and what was asked in them. */
export const conversationsKey = (owner: string) => `talks:${owner}`

/** Degraded answers by dialog, all dialogs by age, and those that wait for better answers. */
export const refluxKeys = ['{reflux}', '{reflux}:all', '{reflux}:waiting'] as const

/** Dialogs that have opinions of their customers, by the time of the first. */
export const opinionsKey = '{opinions}'

/** The entries of a stream of the audit, and the number of the last batch that a process stored in it. The stream of
 *  hits has no name of its own, because it was the only one once. */
export const auditKey = (stream: string) => (stream === 'hits' ? '{audit}' : `{audit}:${stream}`)
export const auditBatchKey = (auditKey: string, processId: string) => `${auditKey}:${processId}`

/** A shop's desk: who waits, the others, the board's own members, the seats, when each process last heard of them, offers. */
export const deskKeys = (shop: string) =>
  ['', ':others', ':meta', ':seats', ':beats', ':offers'].map(part => `{desk:${shop}}${part}`)
/** The shops that have a desk. */
export const deskShopsKey = '{desks}'
/** The process that puts back what lost desks have lacked; empty when that is done. */
export const deskWalkKey = '{desks}:walk'

/** Acts of dialogs that keep events, by when they were announced. */
export const outboxKey = '{outbox}'

/** A secret that development made up, for the processes that start later. */
export const secretKey = (name: string) => `{secret}:${name}`

/** Deliveries to webhooks: the places of those that wait, the texts of all, the places of dead letters and when they
 *  died, what was taken lately, the endpoints that something waits for; and the lanes of one endpoint by their time. */
export const hookKeys = [
  '{hooks}',
  '{hooks}:texts',
  '{hooks}:dead',
  '{hooks}:died',
  '{hooks}:marks',
  '{hooks}:endpoints',
] as const
export const hookDueKey = (endpoint: string) => `{hooks}:due:${endpoint}`
/** A replay of dead letters under an Idempotency-Key; with `:letters` the number of its letters. */
export const hookReplayKey = (key: string) => `{hooks}:replay:${key}`
