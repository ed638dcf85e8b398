// Every sentence of the operations page in English.
import type { OpsWords } from './words-zh.js'

export const en: OpsWords = {
  title: 'Operations',
  signIn: {
    title: 'Operations',
    lead: 'This page needs a token of role admin. It is kept by this tab alone.',
    field: 'Token',
    enter: 'Enter',
    make: 'Development: enter',
  },
  refused: 'This token is not good for this page.',
  leave: 'Leave',
  lost: 'The server cannot be reached. This is what was seen last.',
  well: 'All is well',
  wellMore: 'Nothing needs you.',
  level: 'Degradation ladder',
  since: when => `since ${when}`,
  mode: { auto: 'automatic', manual: 'fixed by hand' },
  reasons: {
    'all-well': 'all signals are good',
    'own-time': 'our own part is slow',
    'vendor-slow': 'the vendor is slow',
    'vendor-errors': 'the vendor fails more often',
    'breaker-open': 'the breaker is open',
    'vendor-down': 'the vendor stays away',
    'pending-lag': 'promised answers lag behind',
    'nothing-left': 'nothing else is left',
    recovering: 'on the way back',
    'set-by-operator': 'set by an operator',
  },
  rungs: [
    { name: 'Full', means: 'Hot answers, all else by the model.' },
    { name: 'Lean', means: 'The model gets a short history and says less, or a fallback takes over.' },
    { name: 'Retrieval', means: 'The FAQ answers what it knows; the model what the breaker lets through.' },
    { name: 'People', means: 'The FAQ where it is sure, all else goes to seats that are online.' },
    {
      name: 'Notice',
      means: 'The FAQ as well as it can, else a fixed notice. Questions are kept and answered later.',
    },
  ],
  autoRung: { name: 'Automatic', means: 'Moves by latency, errors and lag.' },
  change: 'Change the level',
  changeTo: name => `Change to “${name}”`,
  lastMinute: 'Answers of the last minute came from',
  nothingYet: 'No answers in the last minute',
  why: 'Why',
  whyHelp: 'Goes on record, for all operators to see',
  willBe: (now, then) => `${now} → ${then}`,
  confirm: 'Change it',
  cancel: 'Cancel',
  charts: {
    perSecond: 'Turns a second',
    p99: 'First response P99',
    pending: 'Pending',
    waiting: 'Wait for a person',
    sockets: 'WebSockets',
  },
  ms: n => `${n} ms`,
  limit: 'limit 500 ms',
  badSeconds: 'Bad seconds / h',
  refusedTurns: 'Asked to wait / s',
  answerP99: 'Whole answer P99',
  sources: 'Answers by source',
  sourceNames: { llm: 'Model', hot: 'Hot', tool: 'Tool', faq: 'FAQ', seat: 'Person', notice: 'Notice' },
  vendors: 'Vendors',
  noVendor: 'LLM_URL is not set: the built-in FAQ answers',
  breaker: { closed: 'closed', open: 'open', probing: 'probing', 'half-open': 'probing' },
  errors: n => `${n} failed`,
  tools: 'Tools',
  people: 'People',
  waiting: 'wait for a person',
  eta: 'expected',
  seconds: s => (s < 120 ? `${Math.round(s)} s` : `${Math.round(s / 60)} min`),
  minutes: m => `${m} min`,
  seatsOnline: n => `${n} seats online`,
  late: n => `${n} dialogs without a reply for 3 min`,
  seatStatus: { online: 'online', away: 'away', break: 'break' },
  changes: 'Latest changes',
  kinds: {},
  turns: 'Single answers',
  showTurns: 'Show each answer as it ends (without any text)',
  gray: 'Gray release',
  grayStates: {},
  graySides: {
    turns: 'Turns',
    failed: 'Failed',
    notices: 'Notices',
    handoffs: 'Handoffs',
    disliked: 'Thumbs down',
  },
  stable: 'Stable',
  grayPercent: 'Change the share',
  grayStop: 'Stop the release',
  grayPromote: 'Give it to everybody',
  queued: 'queued',
  oldest: 'oldest',
  processes: 'Processes',
  uptime: 'up',
  loop: 'event loop delay',
  silent: 'silent',
  store: 'store',
  hot: 'Hot answers',
  pinned: 'Pinned',
  learned: 'Learned',
  none: 'None',
  hits: n => `${n} ×`,
  pins: n => `${n} pinned`,
  addPin: 'Pin an answer',
  question: 'Question',
  answer: 'Answer',
  pin: 'Pin',
  unpin: 'Unpin',
  purge: 'Forget what was learned',
  purgeHelp: 'Every process forgets learned answers at once. Pinned ones stay.',
  conflict: 'Somebody else has just changed it. The newest is loaded, please confirm again.',
  fault: 'That did not work.',
  troubles: trouble => {
    switch (trouble.kind) {
      case 'slow':
        return `First response P99 is ${trouble.ms} ms, above 500 ms`
      case 'level':
        return `Level ${trouble.level} is in force`
      case 'breaker':
        return `The breaker of ${trouble.name} is open`
      case 'tool':
        return `The breaker of tool ${trouble.name} is open`
      case 'refuses':
        return `${trouble.name} refuses calls: ${trouble.why}`
      case 'busy':
        return `${trouble.count} turns a second are asked to wait`
      case 'nobody':
        return 'Customers wait for a person, and no seat is online'
      case 'late':
        return `${trouble.count} dialogs have had no reply for 3 min`
      case 'waits':
        return `The longest has waited for ${Math.round(trouble.count / 60)} min`
      case 'gray':
        return 'The gray release is worse'
      case 'store':
        return 'Redis cannot be reached'
      case 'silent':
        return `Process ${trouble.pid} is silent`
      case 'lag':
        return `Promised answers have waited for ${Math.round(trouble.ms / 1000)} s`
    }
  },
}
