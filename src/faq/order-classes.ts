// The plain form of a message (order-signs.ts) with a letter for each word of a class, so that what was learned of 货 holds for 包裹,
// and what was learned of 明天 for 后天. The plain form has no capital letters of its own. Pure.

const expressions: readonly (readonly [words: string, letter: string])[] = [
  ['什么时候|啥会|什么时|何日|几点|几号|哪天|哪日|多久|多长时间|几天|多少天|多会儿?|什么日期|好久', 'W'],
  [
    '今天|今日|今晚|今早|今儿|明天|明日|明早|明晚|后天|昨天|上午|下午|中午|晚上|早上|周[一二三四五六日天末]|星期.|礼拜.|月底|年前|年后|节前|节后|0[号日点]|0月0[号日]?|春节|过年|这两天',
    'D',
  ],
  ['订单|单子|包裹|快递(?!员|公司|费|小哥|师傅|柜|站|单号)|快件|东西|商品|宝贝|货物|物品|物流(?!信息)', 'T'],
  ['退款|退钱|退的?钱|返款|钱|款', 'R'],
  ['配送|派送|送到|送达|送来|送货|到货|收到|收货|拿到|派件|寄到|到达', 'A'],
  ['发货|发出|出库|寄出|发走', 'S'],
  ['还没有?|没有?|未|迟迟不|一直不', 'N'],
  ['帮我|帮忙|麻烦|请问|请|您好|你好|我想问一?下|想问一?下|问一?下|我想|想|那个?|亲|好的|好吧|谢谢', ''],
  ['这个|那个|我的|我这个?|此', 'G'],
  ['能不能|可不可以|能否|可以|能够|能|会', 'K'],
  ['哪里|哪儿|那里|那儿|哪', 'Q'],
  ['吗|嘛|么(?=[|?])|不(?=[|?])', '?'],
  ['\\?+', '?'],
]
const classes = expressions.map(([words, letter]) => [new RegExp(words, 'g'), letter] as const)

export function classForm(plain: string): string {
  let form = plain
  for (const [words, letter] of classes) form = form.replace(words, letter)
  return `|${form.replace(/\|+/g, '|').replace(/^\||\|$/g, '')}|`
}
