// Questions after the state of the customer's own order or refund, told by their shape. Retrieval compares words with those of the
// FAQ, and the shortest of these questions have hardly any; here their grammar counts. Pure.
import { strip } from './question.js'

/** The topics whose answer is how an order stands. */
const statusTopics: ReadonlySet<string> = new Set([
  'track-parcel',
  'delivery-time',
  'urge-delivery',
  'shipping-time',
])
export const REFUND = 'refund-arrival'
const refundTopics: ReadonlySet<string> = new Set([REFUND, 'refund-where'])

/** After an order or a refund, when the topic is one of these. */
export function statusFamily(topic: string): 'order' | 'refund' | undefined {
  if (statusTopics.has(topic)) return 'order'
  return refundTopics.has(topic) ? 'refund' : undefined
}

/** The topic that the message asks for, when it asks how one's own order, parcel or refund stands and for nothing else. */
export function statusTopic(message: string): string | undefined {
  const text = strip(message)
  if (text === '') return undefined
  if (asksRefund(text)) return REFUND
  if (isOther(text)) return undefined
  return shapes.find(([, shape]) => shape.test(text))?.[0]
}

function asksRefund(text: string): boolean {
  return refund.test(text) && !otherMoney.test(text) && !inGeneral.test(text)
}

function isOther(text: string): boolean {
  return otherThings.test(text) || inGeneral.test(text) || isTold.test(text)
}

const when =
  '(?:什么时候|啥时候|什么时间|几时|何时|几点|几号|哪天|几天(?:能|可以|才)|多久|多长时间|今天|今日|今晚|今早|明天|明早|后天|上午|下午|晚上|\\d+[号日]|大概|预计|还要|还得)'
const thing = '(?:订单|单子|包裹|快递(?!员|公司|费|小哥)|快件|东西|货|件|商品|宝贝|物流)'
/** Things that are on their way, not those that are bought. */
const parcel = '(?:订单|单子|[这那]个?[单件]|包裹|快递(?!员|公司|费|小哥)|快件|物流)'
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
      '到.{1,6}[哪那][儿里]了',
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
    shape(
      `${when}.{0,10}(?:到|送|收到|收货|拿到|拿上|配送|派送|派件)`,
      '在?(?:配送|派送)[了中](?:吗|么|[?？]|$)',
    ),
  ],
  [
    'urge-delivery',
    shape(
      '(?:没有?|未|还不|不给).{0,4}(?:收到|到货|送到|送来|送达|到达|派送|派件|配送|动静|到$|到呢|送$|送呢)',
      '(?:尽快|快点|快些|早点|早些|赶紧|赶快|抓紧|加急|提前).{0,8}(?:送|发|配|派|到)',
    ),
  ],
]

/** Other matters of an order, what was got or sent back already, and what only a person can do. */
const otherThings =
  /退|腿货|换货|更换|换一|返(?!回站)|寄回|取货|取件|不要了|拒收|取消|发票|开票|保价|价保|差价|优惠|券|钱|款|到账|费用|收费|运费|维修|报修|保修|检测|售后|安装|上门|师傅|赠|补发|少[了发]|漏|错|坏|破|质量|签收|投诉|人工|客服|态度|满意|解决|处理|申请|审核|结果|怎么办|丢件|赔偿|显示.{0,4}(?:完成|签收|收货)|收到这[本个件]|地址|电话|号码|手机号|联系|来电|改|自提|预约(?!发货)|原定|活动|库存|库房|有货|缺货|采购|保税|发货地|发什么|什么快递|哪家|卖家|怎么用|评价|几点下班|身份证|密码|账号|会员|积分|悲催|降价|拦截|延迟|延期|财务|(?<!尽快|快点|赶紧|抓紧)[安按]排|我想\d+号|帮我(?:调|换)|再送|站在哪|备注|保质|调到|调货|截止|不收|寄过来|点后送|都可以$|店铺|商家|拼团|商品信息|(?:提供|只有|没有).{0,8}单号|查一?下订单号/

/** Said of what is known or was done, and asked for nothing. */
const isTold =
  /谢谢你|不好意思$|非得|本[来來]|[感觉]觉|最多等|应该也|我看了下|我知道|^\d+号送达$|可以发货了(?!吗|么|，)/

const money = '(?:退款|退的?钱|钱|款项?|货款|余额)'
/** After a refund that is under way. */
const refund = shape(
  `${money}.{0,10}(?:什么时候|啥时候|几时|何时|多久|几天|大概).{0,10}(?:退|到|返)`,
  `(?:什么时候|啥时候|几时|何时|多久|几天|大概).{0,6}(?:退款(?!申请|审)|退钱|退还|退回[来我到]|退[到给]|到[账帐])`,
  `${money}.{0,8}(?:[退到返]去?|在)了?[哪那]`,
  `${money}.{0,8}(?:没有?|还没|未).{0,4}(?:到|退|收到)`,
  '(?:还没|没有?|还不|未)(?:给我?)?(?:退款|退钱|退回|到账)',
  '(?:退款|退回).{0,4}(?:成功|到账|完成)(?:了|没)?[吗么没]',
)
/** Other money than that of a refund, and what a person does about one. */
const otherMoney =
  /差价|价保|保价|价格保护|发票|运费|话费|充值|优惠|券|提现|怎么(?!还?没)|如何|申请|审核|活动|奖励|谢谢|收到了|取消订单|拒收/

/** Asked before anything was bought, or of deliveries in general. */
const inGeneral =
  /现在(?:拍|买|下单|订)|如果|一般|通常|正常|下单后|拍下后|付款后|买了之后|是什么意思|送不送|支持|范围|发到|寄到|从哪|哪里发|怎么查|怎么看|在哪(?:里)?(?:查|看)|当日达|次日达|周末|节假日|过年|春节|国庆|我们[这边里儿]|厂家|(?:发|寄)(?!货|了|出|的).{2,6}(?:多久|几天)|有没有.{0,6}的|是否可以|(?<!天|晚|午|号)(?:能不能|可以|能)送到(?!吗|么|不|[?？]|$)|几天(?:能|可以)到[^吗么呢啊?？\s]{2}/
