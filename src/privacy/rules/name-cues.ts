// Words around a person's name. All cues of a clause are found in one pass, so that a text full of surnames
// costs no more than any other.
import { charSet } from '../chars.js'
import { type Clause, CONTEXT } from '../rule.js'

const gap =
  '(?:姓名|名字|信息|写成?|填写?|改成|改为|换成|变更为|更新为|登记|留的?|从|由|是|为|叫做?|[:\\s"“\'(【「\ue000])*'
const strong =
  '收货人|收件人|联系人|签收人|代收人|取件人|提货人|寄件人|发货人|发件人|收货姓名|姓名|名字|户名|开户名|持卡人|开户人|法人代表|法人|投保人|被保险人|申请人|' +
  '购买人|下单人|付款人|收款人|使用人|乘客|入住人|真名|实名|[我他她]叫|名叫|叫做|本人|署名|经办人|负责人|注册人|机主|车主|业主|户主|[^,]姓[^,]叫|抬头[写开](?:个人)?|收货的?是|打款信息|实名信息|收款信息|收货信息'
const weak =
  '[我他她这就]是|是|叫|给|找|帮忙?|让|由|和|跟|与|客服|快递员|配送员|骑手|师傅|司机|转交给?|交给|寄给|送给|发给|写|请|亲爱的|尊敬的|您好|你好|' +
  '朋友|儿子|女儿|孩子|老公|老婆|妈妈?|爸爸?|弟弟?|妹妹?|哥哥?|姐姐?|父亲|母亲|爷爷|奶奶|外公|外婆|同事|室友|邻居|经理|老师|店长|投诉|联系|通知|回访|' +
  '改成|改为|换成|代收|会员|客户|顾客|买家|用户|亲|查一?下|安装工|专员|主管|老板|收件|收货|寄件|转|楼|昵称'
const strongCue = new RegExp(`(?:${strong})${gap}`, 'g')
const weakCue = new RegExp(`(?:${weak})${gap}`, 'g')

export interface NameCues {
  /** A name is announced right before the offset: 收货人：… */
  readonly strong: ReadonlySet<number>
  /** A person may follow at the offset: 我是…, 快递员… */
  readonly weak: ReadonlySet<number>
}

export function nameCuesOf({ text, from, to }: Clause): NameCues {
  const base = Math.max(0, from - CONTEXT)
  const seen = text.slice(base, to)
  return { strong: endsOf(seen, strongCue, base), weak: endsOf(seen, weakCue, base) }
}

function endsOf(seen: string, cue: RegExp, base: number): ReadonlySet<number> {
  const ends = new Set<number>()
  for (const match of seen.matchAll(cue)) ends.add(base + match.index + match[0].length)
  return ends
}

/** A form of address right behind a surname: 王先生 names nobody. */
export const title =
  /^(?:先生|女士|小姐|太太|夫人|师傅|老师|经理|阿姨|大爷|大妈|大哥|大姐|同学|同志|主任|医生|老板|店长|教授|律师|警官|科长|处长|局长|队长|老弟)/
/** One character of address: 张工, 李总. It also begins given names. */
export const shortTitle = /^[总哥姐叔姨工某氏姓家府导老]/

/** Right behind a name. */
export const afterName =
  /^(?:先生|女士|小姐|同学|同志|太太|老师|师傅|经理|医生|主任|本人|您好|你好|亲收|签收|代收|领取|取件|收(?![到货费藏取益入])|的(?:订单|单子|快递|包裹|名字|名义|电话|手机|账号|账户|地址|妈|爸|老公|老婆|朋友|家|货|件|发票|退款)|下的?单|买的|接待|为您|给我|[ :/-]{0,2}(?:1[3-9]|\+8)|[一幺壹][三四五六七八九叁]|[ :/-]\d{3}|[ :]?\()/

/** Never in a given name, even after a cue. */
export const neverGiven = charSet(
  '的了是吗呢吧啊哦呀在有不没我你您他她它们这那说来去到收签打给叫让跟及或从被把将请要想会就都也还又已再很太最更但因所如果什么怎哪谁几个件号码电话手机址微信下单订购买卖退换货款钱费后两女男名姓氏身份证地写填改',
)
