// The commands by name: what help says of them, and where each lies.
import type { Command } from './terminal.js'

interface Entry {
  /** The part after the name. */
  readonly form: string
  readonly about: string
  /** Over HTTP, as an admin. */
  readonly asksProcess?: true
  readonly load: () => Promise<Command>
}

const commands = {
  start: {
    form: '',
    about: 'one process in the foreground, configured by the environment',
    load: async () => (await import('./start.js')).start,
  },
  cluster: {
    form: '[reload|stop]',
    about: 'one process a core under PM2; reload fails no turn',
    load: async () => (await import('./cluster.js')).cluster,
  },
  token: {
    form: '[--sub u1] [--role customer|seat|admin]',
    about: 'a bearer token signed with JWT_SECRET',
    load: async () => args => import('../token.js').then(tool => tool.main(args)),
  },
  status: {
    form: '',
    about: 'the cluster at a glance; on a terminal it goes on every second',
    asksProcess: true,
    load: async () => (await import('./status.js')).status,
  },
  level: {
    form: '[0..4|auto] [--why TEXT]',
    about: 'the rung of the degradation ladder in force, or fix it',
    asksProcess: true,
    load: async () => (await import('./level.js')).level,
  },
  gray: {
    form: '[start FILE|percent N|off|promote] [--why TEXT]',
    about: 'the gray release and what its watch has seen, or change it',
    asksProcess: true,
    load: async () => (await import('./gray.js')).gray,
  },
  hot: {
    form: '[pin Q A|unpin Q|purge] [--why TEXT]',
    about: 'the pinned and learned answers, or change them',
    asksProcess: true,
    load: async () => (await import('./hot.js')).hot,
  },
  faq: {
    form: 'import FILE|export|test QUESTION',
    about: "the shop's FAQ in and out as NDJSON, and what it would answer",
    asksProcess: true,
    load: async () => (await import('./faq.js')).faq,
  },
  tools: {
    form: '[test FILE]',
    about: "the shop's tools as they fare, or a tools file tried against the API that it names",
    asksProcess: true,
    load: async () => (await import('./tools.js')).tools,
  },
  tail: {
    form: '[--json] [--count N]',
    about: 'turns as they end, and changes, of the whole cluster',
    asksProcess: true,
    load: async () => (await import('./tail.js')).tail,
  },
  doctor: {
    form: '[--json] [--proxy FILE]',
    about: 'what is wrong with machine, configuration, proxy, Redis, vendor and cluster',
    load: async () => (await import('./doctor.js')).doctor,
  },
  replay: {
    form: 'FILE',
    about: 'real dialogs over HTTP, each history checked',
    load: async () => args => import('../replay.js').then(tool => tool.main(args)),
  },
  rehearse: {
    form: '[SCENARIO…] [--short]',
    about: 'plays the sale and its faults, with a verdict and charts',
    load: async () => args => import('../../perf/rehearse.js').then(tool => tool.main(args)),
  },
} satisfies Record<string, Entry>

type CommandName = keyof typeof commands

export function isCommand(name: string): name is CommandName {
  return Object.hasOwn(commands, name)
}

export function loadCommand(name: CommandName): Promise<Command> {
  return commands[name].load()
}

export function helpOf(): string {
  const entries = Object.entries<Entry>(commands)
  const rows = entries.map(([name, { form, about }]) => [`${name} ${form}`.trim(), about] as const)
  const asking = entries.filter(([, { asksProcess }]) => asksProcess).map(([name]) => name)
  const width = Math.max(...rows.map(([call]) => call.length))
  return `Usage: rushdesk COMMAND [ARGUMENTS]

${rows.map(([call, about]) => `  ${call.padEnd(width)}  ${about}`).join('\n')}

${asking.join(', ')} ask a running process: RUSHDESK_URL (http://127.0.0.1:8080) with the
bearer token of an admin in RUSHDESK_TOKEN (rushdesk token --role admin makes one). rushdesk COMMAND --help tells more.
`
}
