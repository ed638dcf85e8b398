// Every sentence of the operations page, in Chinese and English.
import type { Language } from '../design/language.js'
import type { Trouble } from './figures.js'

export interface Rung {
  readonly name: string
  readonly means: string
}

const zh = {
  title: '运维台',
  signIn: {
    title: '运维台',
    lead: '需要一个管理员令牌（role 为 admin）。令牌只保存在本标签页。',
    field: '令牌',
    enter: '进入',
    make: '开发环境：直接进入',
  },
  refused: '这个令牌不能用于运维台。',
  leave: '退出',
  lost: '连不上服务，正在重试。下面是最后一次看到的状态。',
  well: '一切正常',
  wellMore: '没有需要处理的事。',
  level: '降级级别',
  since: (when: string) => `自 ${when}`,
  mode: { auto: '自动', manual: '人工固定' },
  reasons: {
    'all-well': '各项正常',
    'own-time': '自身处理变慢',
    'vendor-slow': '模型服务变慢',
    'vendor-errors': '模型服务出错增多',
    'breaker-open': '模型服务已熔断',
    'vendor-down': '模型服务持续不可用',
    'pending-lag': '待处理的提问积压',
    'nothing-left': '各路都不可用',
    recovering: '正在逐级恢复',
    'set-by-operator': '运维人员设定',
  } as Record<string, string>,
  rungs: [
    { name: '全量', means: '热门答案，其余由模型回答。' },
    { name: '精简', means: '模型只看较短的历史、说较短的话，或改用备用模型。' },
    { name: '检索', means: '常见问题由 FAQ 回答；熔断放行多少，模型就答多少。' },
    { name: '人工', means: 'FAQ 有把握的直接答，其余转给在线客服。' },
    { name: '告示', means: 'FAQ 尽力而为，其余给固定告示；问题会留存，恢复后补答。' },
  ] as Rung[],
  autoRung: { name: '自动', means: '由系统按延迟、出错率和积压自行升降。' } as Rung,
  change: '更改级别',
  changeTo: (name: string) => `改为「${name}」`,
  lastMinute: '最近一分钟的回答来自',
  nothingYet: '最近一分钟没有回答',
  why: '原因',
  whyHelp: '会记入审计，所有运维人员可见',
  confirm: '确认更改',
  cancel: '取消',
  charts: { perSecond: '每秒提问', p99: '首次响应 P99', pending: '待答复', sockets: '长连接' },
  ms: (n: number) => `${n} ms`,
  limit: '上限 500 ms',
  badSeconds: '坏秒（累计）',
  refusedTurns: '请稍候（累计）',
  sources: '回答来源',
  sourceNames: { llm: '模型', hot: '热门', tool: '工具', faq: 'FAQ', seat: '人工', notice: '告示' } as Record<
    string,
    string
  >,
  vendors: '模型服务',
  noVendor: '没有设置 LLM_URL，由内置 FAQ 回答',
  breaker: { closed: '正常', open: '熔断', probing: '试探', 'half-open': '试探' } as Record<string, string>,
  running: '进行中',
  queued: '排队',
  oldest: '最久',
  processes: '进程',
  uptime: '已运行',
  loop: '事件循环延迟',
  silent: '无响应',
  store: '存储',
  hot: '热门答案',
  pinned: '固定的',
  learned: '学到的',
  none: '暂无',
  hits: (n: number) => `${n} 次`,
  addPin: '固定一条答案',
  question: '问题',
  answer: '答案',
  pin: '固定',
  unpin: '取消固定',
  purge: '清空学到的答案',
  purgeHelp: '所有进程立即忘记学到的答案，固定的不受影响。',
  conflict: '别人刚刚改过，已载入最新内容，请再确认一次。',
  fault: '没有成功。',
  troubles: (trouble: Trouble): string => {
    switch (trouble.kind) {
      case 'slow':
        return `首次响应 P99 为 ${trouble.ms} ms，超过 500 ms`
      case 'level':
        return `已降到第 ${trouble.level} 级`
      case 'breaker':
        return `${trouble.vendor} 已熔断`
      case 'refuses':
        return `${trouble.vendor} 拒绝调用：${trouble.why}`
      case 'store':
        return 'Redis 连不上'
      case 'silent':
        return `进程 ${trouble.pid} 没有响应`
      case 'lag':
        return `待答复的提问已等了 ${Math.round(trouble.ms / 1000)} 秒`
    }
  },
}

export type OpsWords = typeof zh

const en: OpsWords = {
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
  confirm: 'Change it',
  cancel: 'Cancel',
  charts: {
    perSecond: 'Turns a second',
    p99: 'First response P99',
    pending: 'Pending',
    sockets: 'WebSockets',
  },
  ms: n => `${n} ms`,
  limit: 'limit 500 ms',
  badSeconds: 'Bad seconds (all)',
  refusedTurns: 'Asked to wait (all)',
  sources: 'Answers by source',
  sourceNames: { llm: 'Model', hot: 'Hot', tool: 'Tool', faq: 'FAQ', seat: 'Person', notice: 'Notice' },
  vendors: 'Vendors',
  noVendor: 'LLM_URL is not set: the built-in FAQ answers',
  breaker: { closed: 'closed', open: 'open', probing: 'probing', 'half-open': 'probing' },
  running: 'running',
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
        return `The breaker of ${trouble.vendor} is open`
      case 'refuses':
        return `${trouble.vendor} refuses calls: ${trouble.why}`
      case 'store':
        return 'Redis cannot be reached'
      case 'silent':
        return `Process ${trouble.pid} is silent`
      case 'lag':
        return `Promised answers have waited for ${Math.round(trouble.ms / 1000)} s`
    }
  },
}

export const opsWords: Record<Language, OpsWords> = { zh, en }
