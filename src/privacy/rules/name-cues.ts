// Words around a person's name. All cues of a clause are found in one pass, so that a text full of surnames
// costs no more than any other; a regular expression is asked only where a cue's first character stands.
import { charSet, classOf, LETTER } from '../chars.js'
import { type Clause, CONTEXT } from '../rule.js'

const gap =
  '(?:姓名|名字|信息|贴?印|写成?|填写?|改成|改为|换成|变更为|更新为|登记|留的?|从|由|是|为|叫做?|个人|[:\\s"“\'(【「\ue000])*'
const strong =
  '[收寄发取提][货件]人|(?<![\\u4e00-\\u9fff*])收:|开户(?![名人行银支网地的时需要费了成许失中信资账证流手后前过和])|联[系络]人|[签代]收人|收货姓名|姓名|名字|全名|[刻绣]名字?|(?<!用)户名|开户名|持卡人|开户人|法人代表|法人|投保人|被保险人|' +
  '[申购下付收使入经负注受监参][请买单款用住办责册益护保赛]人|收票人|报名人|乘机人|乘客|旅客|真名|实名|[我他她伊俺咱]叫|[名公婆妈爸姐妹哥弟子女儿孩友]叫|叫做|本人|' +
  '署名|签名|落款|机主|车主|业主|户主|[^,]姓[^,]叫|抬头[写开]?(?:个人)?|收货的?是|打款信息|(?:实名|收款|收货|旅客)信息|收[件货](?![人地方时到后的])|寄件(?!人)'
/** In English texts and forms. */
const latin =
  "(?:^|[^a-z])(?:(?:my |full |first |last |contact |customer |receiver |recipient )?name(?: is|:)|i'?m called|call me|(?:recipient|receiver|consignee|contact|attn|ship to)(?: is|:))\\s*"
const weak =
  '[我他她这就]是|是|叫|给|找|帮忙?|让|由|和|跟|与|用|客服|快递员|配送员|骑手|师傅|司机|转交给?|交给|寄给|送给|发给|写|请|亲爱的|尊敬的|您好|你好|' +
  '婆婆|公公|丈母娘|丈人|[表堂][哥姐弟妹]|保姆|[男女]?朋友|儿子|女儿|孩子|老公|老婆|媳妇|对象|闺蜜|妈妈?|爸爸?|弟弟?|妹妹?|哥哥?|姐姐?|嫂子?|父亲|母亲|岳[父母]|爷爷|奶奶|外公|外婆|姥[姥爷]|舅舅?|姑姑?|姨妈?|叔叔?|侄[子女]|' +
  '同事|同学|室友|邻居|房东|经理|老师|店[长员]|投诉|联系|通知|回访|采购|财务|会计|行政|人事|文员|销售|前台|仓管|库管|助理|仓库的?|门卫|物业|' +
  '改成|改为|换成?|代收|会员|客户|顾客|买家|用户名?|亲|查一?下|安装工|专员|主管|老板|收件|收货|寄件|转|[0-9一二三四五六七八九十]楼|昵称|祝|刻字|@|--|from:?|to:|备注:'
/** A cue, and what the texts that it matches start with. */
interface Cue {
  readonly shape: RegExp
  startsAt(seen: string, at: number): boolean
}

const strongStarts = charSet(
  '收寄发取提开联签代姓名全刻绣户持法投被申购下付使入经负注受监参报乘旅真实我他她伊俺咱公婆妈爸姐妹哥弟子女儿孩友叫本署落机车业抬打货',
)
const weakStarts = charSet(
  '我他她这就是叫给找帮让由和跟与用客快配骑师司转交寄送发写请亲尊您你婆公丈表堂保男女朋儿孩老媳对闺妈爸弟妹哥姐嫂父母岳爷奶外姥舅姑姨叔侄' +
    '同室邻房经店投联通回采财会行人文销前仓库助门物改换代顾买查下安专主收货昵祝刻备0123456789一二三四五六七八九十@-fFtT',
)
const strongCue: Cue = {
  shape: new RegExp(`(?:${strong})${gap}`, 'y'),
  // Also the character before 姓, as in 她姓王叫….
  startsAt: (seen, at) => strongStarts(seen.charCodeAt(at)) || seen.charCodeAt(at + 1) === SURNAME_WORD,
}
const weakCue: Cue = {
  shape: new RegExp(`(?:${weak})${gap}`, 'iy'),
  startsAt: (seen, at) => weakStarts(seen.charCodeAt(at)),
}
/** The strong cues whatever stands around them, in unfolded text as well. */
const looseCue = new RegExp(
  `${strong.replaceAll(/\(\?<?![^)]*\)/g, '').replace('收:', '收[:：]')}|姓.叫`,
  'y',
)
const latinCue = new RegExp(latin, 'gi')
const SURNAME_WORD = '姓'.charCodeAt(0)

/** A character with which a strong cue may begin. */
export const mayAnnounce = (unit: number): boolean => strongStarts(unit) || unit === SURNAME_WORD

/** Last characters of weak cues. */
const weakEnds = charSet(
  '是叫给找帮忙让由和跟与用服员手傅机交写请的好婆公娘人哥姐弟妹姆友子儿妇象蜜妈爸嫂亲父母爷奶姥舅姑姨叔女事学居东理师长诉系知访购务计政售台管库卫业成为换收户客家名下工板件货转楼称祝字息印填记留从做' +
    '@-:"“\'(【「 \n\r',
)

/** A person may be hinted at right behind the unit; where this is false, no weak cue ends. */
export const mayHint = (unit: number): boolean => weakEnds(unit)

/** A strong cue may begin at the offset of an unfolded text; where none may, no name is announced. */
export function announces(text: string, at: number): boolean {
  looseCue.lastIndex = at
  return looseCue.test(text)
}

/** The cues of a clause. What is seldom asked for is looked for when it is. */
export class NameCues {
  /** A name is announced right before the offset: 收货人：… */
  readonly strong: ReadonlySet<number>
  readonly #seen: string
  readonly #base: number
  #weak: ReadonlySet<number> | undefined
  #told: ReadonlyMap<string, number> | undefined

  constructor({ text, from, to }: Clause) {
    this.#base = Math.max(0, from - CONTEXT)
    this.#seen = text.slice(this.#base, to)
    this.strong = strongIn(this.#seen, this.#base)
  }

  /** A person may follow at the offset: 我是…, 快递员… */
  get weak(): ReadonlySet<number> {
    this.#weak ??= new Set(endsOf(this.#seen, weakCue, this.#base))
    return this.#weak
  }

  /** The surnames that somebody told of, and where first: 我姓温. */
  get told(): ReadonlyMap<string, number> {
    this.#told ??= toldIn(this.#seen, this.#base)
    return this.#told
  }
}

const none: ReadonlySet<number> = new Set()

function strongIn(seen: string, base: number): ReadonlySet<number> {
  const ends = endsOf(seen, strongCue, base)
  if (!holdsLetter(seen)) return ends.length === 0 ? none : new Set(ends)
  const latinEnds = Array.from(seen.matchAll(latinCue), match => base + match.index + match[0].length)
  return new Set([...ends, ...latinEnds])
}

function toldIn(seen: string, base: number): ReadonlyMap<string, number> {
  const told = new Map<string, number>()
  if (!seen.includes('姓')) return told
  for (const { 1: surname = '', index } of seen.matchAll(/姓([\u4e00-\u9fff])/g)) {
    if (!told.has(surname)) told.set(surname, base + index)
  }
  return told
}

function holdsLetter(seen: string): boolean {
  for (let i = 0; i < seen.length; i++) if (classOf(seen.charCodeAt(i)) & LETTER) return true
  return false
}

/** Where the cues end, found from left to right and without overlaps. */
function endsOf(seen: string, { shape, startsAt }: Cue, base: number): readonly number[] {
  const ends: number[] = []
  for (let at = 0; at < seen.length; ) {
    if (startsAt(seen, at)) {
      shape.lastIndex = at
      if (shape.test(seen)) {
        at = shape.lastIndex
        ends.push(base + at)
        continue
      }
    }
    at++
  }
  return ends
}

/** A form of address right behind a surname: 王先生 names nobody. */
export const title =
  /^(?:先生|女士|小姐|太太|夫人|师傅|老师|经理|阿姨|大爷|大妈|大哥|大姐|同学|同志|主任|医生|老板|店长|教授|律师|警官|科长|处长|局长|队长|老弟|客服|阿[姨婆公伯叔嫂妈爷哥姐])/
/** One character of address: 张工, 李总. It also begins given names. */
export const shortTitle = /^[总哥姐叔姨工某氏姓家府导老妈爸]/

/** Right behind a name. */
export const afterName =
  /^(?:先生|女士|小姐|客服|同学|同志|太太|老师|师傅|经理|医生|主任|本人|您好|你好|亲收|签收|代收|领取|取件|收(?![到货费藏取益入])|的(?:订单|单子|快递|包裹|名字|名义|电话|手机|账号|账户|地址|妈|爸|老公|老婆|朋友|家|货|件|发票|退款|身份)|名下|下的?单|买的|接待|为您|给我|生日|新婚|[一两][件份个箱盒袋]|[ :/-]\d{3}|[ :]?\((?![A-Za-z]))/
/** The Han characters with which `afterName` may begin. */
export const mayFollowName = charSet('先女小客同太老师经医主本您你亲签代领取收的名下买接为给生新一两')
/** All that stands behind a name in its clause: 李阿花收. */
export const signedOff = /^(?:亲?收|签收|代收)[\s,!?;。]*$/

/** A telephone, identity or passport number right behind a name. */
const regionCode = '(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5])'
export const numberAfter = new RegExp(
  `^[ :/-]{1,2}1[3-9]|^[ :/-]{0,2}(?:\\+8|[EG][A-Z]?\\d)|^1[3-9]\\d\\d|^${regionCode}\\d\\d|^[ :/-]${regionCode}\\d|^ ?[一幺壹][三四五六七八九叁]`,
)

/** Never in a given name, even after a cue. */
export const neverGiven = charSet(
  '的了是吗呢吧啊哦呀在有不没我你您他她它们这那说来去到收签打给叫让跟及或从被把将请要想会就都也还又已再很太最更但因所如果什么怎哪谁几个件号码电话手机址微信下单订购买卖退换货款钱费后两女男名姓氏身份证地写填改' +
    '卡券码价块斤箱袋盒瓶台套版型机鞋裤裙袜帽膏液看查问拿取送寄发嘛哈啦哎嗯喔吃穿做用对错装拆坏修补催绑',
)
/** Written where a name belongs, and none. */
export const noName = new Set(
  '同上 不变 默认 保密 匿名 客服 门卫 保安 家人 自己 前台 驿站 保洁 物业 公司 个人 先生 女士 小姐 随便 一样 任意 未知 为空 实名 用户 会员 房东 快递 代收 无名 空白 如下 以下'.split(
    ' ',
  ),
)
