// Every sentence of the demo page, in Chinese and English.

const zh = {
  shop: '屿山',
  nav: ['新品', '茶器', '礼盒', '门店'],
  badge: '限时抢购 20:00 开始',
  product: '青石手冲壶',
  about: '一壶 600 毫升，细口慢流。手工釉面，每一只的纹路都不一样。',
  price: '¥ 268',
  was: '¥ 399',
  buy: '立即预约',
  booked: '已预约，20:00 提醒您',
  facts: ['48 小时内发货', '7 天无理由退换', '破损包赔'],
  script: '一分钟看懂 rushdesk',
  lead: '右下角就是嵌入的客服组件。点一句话，看看会发生什么。',
  steps: [
    { say: '怎么申请退货', shows: '常见问题不等模型，几毫秒给出答案' },
    { say: '我的手机号是13800138000，快递一直没到', shows: '个人信息先打码，再存储、再交给模型' },
    { say: '转人工', shows: '不想和机器聊？一句话就能找到人' },
  ],
  crowd: '40 位顾客同时提问',
  crowdAbout: '看看首次响应用了多久，谁被礼貌地请稍候',
  asking: '正在提问…',
  result: (answered: number, busy: number) => `${answered} 个已答复，${busy} 个请稍候`,
  slowest: (ms: number) => `最慢 ${ms} 毫秒`,
  noToken: '令牌只在开发环境、从本机访问时发放。',
  more: '换个角度看',
  desk: '客服工作台',
  deskAbout: '接待排队的顾客',
  ops: '运维台',
  opsAbout: '降级、热门、每秒在发生什么',
  docs: '接口文档',
  docsAbout: '每个路由、每个字段',
  other: 'English',
}

export type DemoWords = typeof zh

const en: DemoWords = {
  shop: 'Yushan',
  nav: ['New', 'Teaware', 'Gifts', 'Stores'],
  badge: 'Flash sale opens at 20:00',
  product: 'Bluestone kettle',
  about: '600 ml with a slow, narrow spout. Glazed by hand, so no two are alike.',
  price: '¥ 268',
  was: '¥ 399',
  buy: 'Remind me',
  booked: 'We will remind you at 20:00',
  facts: ['Ships in 48 hours', '7 days to return', 'Breakage covered'],
  script: 'rushdesk in one minute',
  lead: 'The embedded chat is in the corner. Tap a line and watch what happens.',
  steps: [
    {
      say: '怎么申请退货',
      shows: '“How do I return this?” Common questions are answered in milliseconds, without a model',
    },
    {
      say: '我的手机号是13800138000，快递一直没到',
      shows: 'A phone number is masked before anything is stored or sent to a model',
    },
    { say: '转人工', shows: '“A person, please.” One line is enough' },
  ],
  crowd: '40 customers ask at once',
  crowdAbout: 'See how long the first response takes, and who is asked to wait',
  asking: 'Asking…',
  result: (answered, busy) => `${answered} answered, ${busy} asked to wait`,
  slowest: ms => `slowest ${ms} ms`,
  noToken: 'Tokens are made in development only, for this machine.',
  more: 'From the other side',
  desk: 'Seat console',
  deskAbout: 'Serve the customers who wait',
  ops: 'Operations',
  opsAbout: 'The ladder, hot answers, what happens each second',
  docs: 'API',
  docsAbout: 'Every route, every field',
  other: '中文',
}

export const demoWords = { zh, en }
