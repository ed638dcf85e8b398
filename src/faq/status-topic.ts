// Questions after the state of the customer's own order, told by their shape. Retrieval compares words with those of the
// FAQ, and the shortest of these questions have hardly any; here their grammar counts. Pure.
import { strip } from './question.js'

/** The topic that the message asks for, when it asks how one's own order or parcel stands and for nothing else. */
export function statusTopic(message: string): string | undefined {
  const text = strip(message)
  if (text === '' || otherThings.test(text) || inGeneral.test(text)) return undefined
  return shapes.find(([, shape]) => shape.test(text))?.[0]
}

const when =
  '(?:什么时候|啥时候|什么时间|几时|何时|几点|几号|哪天|多久|多长时间|今天|今日|今晚|今早|明天|明早|后天|上午|下午|晚上|\\d+号|大概|预计|还要|还得)'
const thing = '(?:订单|单子|包裹|快递|快件|东西|货|件|商品|宝贝|物流)'

const shapes: readonly (readonly [topic: string, shape: RegExp])[] = [
  ['urge-delivery', /催/],
  [
    'shipping-time',
    new RegExp(
      `${when}.{0,8}(?:发货|发出|出库|寄出|发走|能发|会发)|(?:没有?|还没|未|不|迟迟不)(?:给我)?(?:发货|出库|发出)|发货(?:了|没|吗)`,
    ),
  ],
  ['track-parcel', /到(?:哪|那)(?:儿|里|了|个|$)?|(?:在|走到|送到)哪/],
  [
    'track-parcel',
    new RegExp(
      `(?:查|看).{0,6}${thing}|${thing}.{0,8}(?:怎么回事|什么情况|啥情况|怎么了|怎么样了|状态|进度|信息|更新|不动|没动)`,
    ),
  ],
  ['delivery-time', new RegExp(`${when}.{0,10}(?:到|送|收到|收货|拿到|配送|派送|派件)`)],
  [
    'urge-delivery',
    /(?:没有?|未|还不|不给).{0,4}(?:收到|到货|送到|送来|送达|到达|派送|派件|配送|动静|到$|到呢|送$|送呢)/,
  ],
  ['urge-delivery', /(?:尽快|快点|快些|早点|早些|赶紧|赶快|抓紧|加急|提前).{0,8}(?:送|发|配|派|到)/],
]

/** Other matters of an order, and what was got or sent back already. */
const otherThings =
  /退|换货|更换|换一|发票|开票|价保|保价|差价|维修|售后|安装|优惠|券|地址|电话|号码|改|取消|自提|钱|款|到账|赠|补发|少[了发]|漏|错|坏|破|质量|签收|拒收|投诉|人工|客服电话|活动|库存|有货|缺货|预约|发什么|什么快递|哪家|运费|怎么用|评价|几点下班|身份证|密码|账号|会员|积分/

/** Asked before anything was bought, or of deliveries in general. */
const inGeneral =
  /现在(?:拍|买|下单|订)|如果|一般|通常|正常|下单后|拍下后|付款后|买了之后|是什么意思|能不能送|可以送到|能送到(?!吗|么|$)|送不送|送货上门|支持|范围|发到|寄到|从哪|哪里发|怎么查|怎么看|在哪(?:里)?(?:查|看)|会不会|当日达|次日达|周末|节假日|过年|春节|国庆/
