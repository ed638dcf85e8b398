// Questions after the state of the customer's own order, told by their shape. Retrieval compares words with those of the
// FAQ, and the shortest of these questions have hardly any; here their grammar counts. Pure.
import { strip } from './question.js'

/** The topics whose answer is how an order stands. */
const statusTopics: ReadonlySet<string> = new Set([
  'track-parcel',
  'delivery-time',
  'urge-delivery',
  'shipping-time',
])

/** The topic that the message asks for, when it asks how one's own order or parcel stands and for nothing else. */
export function statusTopic(message: string): string | undefined {
  const text = strip(message)
  if (text === '' || isOther(text)) return undefined
  return shapes.find(([, shape]) => shape.test(text))?.[0]
}

/** Retrieval found the topic by words that stand in questions of another kind, too. */
export function isStrayStatus(topic: string, message: string): boolean {
  const text = strip(message)
  return statusTopics.has(topic) && (isOther(text) || !ofParcels.test(text))
}

function isOther(text: string): boolean {
  return otherThings.test(text) || inGeneral.test(text)
}

const when =
  '(?:什么时候|啥时候|什么时间|几时|何时|几点|几号|哪天|多久|多长时间|今天|今日|今晚|今早|明天|明早|后天|上午|下午|晚上|\\d+号|大概|预计|还要|还得)'
const thing = '(?:订单|单子|包裹|快递(?!员|公司|费|小哥)|快件|东西|货|件|商品|宝贝|物流)'
/** Things that are on their way, not those that are bought. */
const parcel = '(?:订单|单子|包裹|快递(?!员|公司|费|小哥)|快件|物流)'
const shape = (...parts: string[]) => new RegExp(parts.join('|'))

const shapes: readonly (readonly [topic: string, shape: RegExp])[] = [
  ['urge-delivery', shape('催', `${thing}.{0,8}(?:很急|急用|着急)`)],
  [
    'shipping-time',
    shape(
      `${when}.{0,8}(?:发货|发出|出库|寄出|发走|能发|会发)`,
      '(?:没有?|还没|未|不|迟迟不)(?:给我)?(?:发货|出库|发出)',
      '发货(?:了|没|吗)',
    ),
  ],
  [
    'track-parcel',
    shape(
      '到(?:哪|那)(?:儿|里|了|个|$)?',
      `(?:走到|送到|^|${parcel}.{0,6}|现在|到底|它|目前)在哪(?:儿|里)?(?!.{0,4}(?:买|看|开|查|下|领|用|填|找|能|可以|设))`,
      `(?:查|看一?下|看看|帮.{0,3}看).{0,6}${thing}`,
      `${thing}.{0,8}(?:怎么回事|什么情况|啥情况|怎么了|怎么样了|更新|不动|没动)`,
      `${parcel}.{0,8}(?:状态|进度|信息|消息)(?!已|咨询)`,
      `${when}.{0,6}更新`,
      '(?:一直|还是).{0,4}显示',
      '至今没|没有?走件',
    ),
  ],
  [
    'delivery-time',
    shape(`${when}.{0,10}(?:到|送|收到|收货|拿到|配送|派送|派件)`, '在?(?:配送|派送)[了中](?:吗|么|[?？]|$)'),
  ],
  [
    'urge-delivery',
    shape(
      '(?:没有?|未|还不|不给).{0,4}(?:收到|到货|送到|送来|送达|到达|派送|派件|配送|动静|到$|到呢|送$|送呢)',
      '(?:尽快|快点|快些|早点|早些|赶紧|赶快|抓紧|加急|提前).{0,8}(?:送|发|配|派|到)',
    ),
  ],
]

/** Words of which a question after an order has at least one. */
const ofParcels = /送|到|发|货|单|快递|物流|包裹|催|急|快|收|出库|提前|速|查|更新/

/** Other matters of an order, what was got or sent back already, and what only a person can do. */
const otherThings =
  /退|腿货|换货|更换|换一|返(?!回站)|寄回|取货|取件|不要了|拒收|取消|发票|开票|保价|价保|差价|优惠|券|钱|款|到账|费用|收费|运费|维修|报修|保修|检测|售后|安装|上门|师傅|赠|补发|少[了发]|漏|错|坏|破|质量|签收|投诉|人工|客服|态度|满意|解决|处理|申请|审核|结果|地址|电话|号码|联系|来电|改|自提|预约(?!发货)|原定|活动|库存|库房|有货|缺货|采购|保税|发货地|发什么|什么快递|哪家|卖家|怎么用|评价|几点下班|身份证|密码|账号|会员|积分|悲催|降价|拦截|延迟|延期|财务|[安按]排|站在哪|备注|保质|调到|调货|截止|不收|寄过来|点后送|都可以$|店铺|商家|拼团|商品信息|(?:提供|只有|没有).{0,8}单号|查一?下订单号/

/** Asked before anything was bought, or of deliveries in general. */
const inGeneral =
  /现在(?:拍|买|下单|订)|如果|一般|通常|正常|下单后|拍下后|付款后|买了之后|是什么意思|送不送|支持|范围|发到|寄到|从哪|哪里发|怎么查|怎么看|在哪(?:里)?(?:查|看)|当日达|次日达|周末|节假日|过年|春节|国庆|我们[这边里儿]|厂家|(?:发|寄)(?!货|了|出|的).{2,6}(?:多久|几天)|有没有.{0,6}的|是否可以|(?<!天|晚|午|号)(?:能不能|可以|能)送到(?!吗|么|不|$)/
