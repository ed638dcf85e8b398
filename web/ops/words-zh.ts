// Every sentence of the operations page in Chinese.
import type { Trouble } from './figures.js'

export interface Rung {
  readonly name: string
  readonly means: string
}

export const zh = {
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
  willBe: (now: string, then: string) => `${now} → ${then}`,
  confirm: '确认更改',
  cancel: '取消',
  charts: {
    perSecond: '每秒提问',
    p99: '首次响应 P99',
    pending: '待答复',
    waiting: '等人工',
    sockets: '长连接',
  },
  ms: (n: number) => `${n} ms`,
  limit: '上限 500 ms',
  badSeconds: '坏秒 / 时',
  refusedTurns: '请稍候 / 秒',
  answerP99: '完整回答 P99',
  sources: '回答来源',
  sourceNames: { llm: '模型', hot: '热门', tool: '工具', faq: 'FAQ', seat: '人工', notice: '告示' } as Record<
    string,
    string
  >,
  vendors: '模型服务',
  noVendor: '没有设置 LLM_URL，由内置 FAQ 回答',
  breaker: { closed: '正常', open: '熔断', probing: '试探', 'half-open': '试探' } as Record<string, string>,
  errors: (n: number) => `失败 ${n}`,
  tools: '工具',
  people: '人工客服',
  waiting: '位顾客在等',
  eta: '预计',
  seconds: (s: number) => (s < 120 ? `${Math.round(s)} 秒` : `${Math.round(s / 60)} 分钟`),
  minutes: (m: number) => `${m} 分钟`,
  seatsOnline: (n: number) => `${n} 位客服在线`,
  late: (n: number) => `${n} 段对话超过 3 分钟未回复`,
  seatStatus: { online: '接待中', away: '离开', break: '小休' } as Record<string, string>,
  changes: '最近的变更',
  kinds: {
    level: '级别',
    hot: '热门',
    faq: 'FAQ',
    gray: '灰度',
    breaker: '熔断',
    process: '进程',
    store: '存储',
    prompt: '提示词',
    texts: '话术',
    handoff: '转人工规则',
    hours: '服务时间',
    canned: '快捷回复',
    webhooks: '推送',
  } as Record<string, string>,
  turns: '逐条回答',
  showTurns: '实时显示每次回答（不含文字）',
  gray: '灰度发布',
  grayStates: {
    off: '未开启',
    observing: '观察中',
    better: '更好',
    same: '没有差别',
    worse: '更差',
    unclear: '数据不足',
    'rolled-back': '已回退',
    promoted: '已全量',
  } as Record<string, string>,
  graySides: {
    turns: '提问',
    failed: '失败',
    notices: '告示',
    handoffs: '转人工',
    disliked: '差评',
  } as Record<string, string>,
  stable: '稳定版',
  grayPercent: '调整比例',
  grayStop: '停止灰度',
  grayPromote: '全量发布',
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
  pins: (n: number) => `${n} 条固定答案`,
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
        return `${trouble.name} 已熔断`
      case 'tool':
        return `工具 ${trouble.name} 已熔断`
      case 'refuses':
        return `${trouble.name} 拒绝调用：${trouble.why}`
      case 'busy':
        return `每秒有 ${trouble.count} 个提问被请稍候`
      case 'nobody':
        return '有顾客在等人工，但没有客服在线'
      case 'late':
        return `${trouble.count} 段对话超过 3 分钟未回复`
      case 'waits':
        return `等得最久的顾客已等 ${Math.round(trouble.count / 60)} 分钟`
      case 'gray':
        return '灰度版本更差'
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
