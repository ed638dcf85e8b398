// States of an order, a parcel or a refund, in the words of sentences. Pure.

const already = '(?:已经?|刚刚?|刚才)(?:全部|协助您|为您|帮您|给您|被|成功|全额|由.{0,6}|从.{0,6}|原路)*'
/** Done for the customer just now: 帮您催过了. */
const forYou = '(?:帮|为|给|替)(?:您|你)(?:成功)?'

/** What changes an order; that it was noted or passed on is none of its states. */
const handled =
  '修改|更改|更换|改好|改约|改派|补发|补寄|重发|重新发|加急|催促|催单|预约|提交|登记|安排|申请|恢复|补偿|赔付|减免'

/** Each state with its words. */
const named: readonly (readonly [state: string, words: RegExp])[] = [
  [
    'pending',
    /(?:待|等待|还没有?|还未|尚未|没有?|未)(?:商家|卖家|仓库)?(?:发货|出库|发出|揽收|揽件)|(?:备货|打包|拣货|配货|调货|采购|出库)中|正在(?:积极|加紧|给您|为您)*(?:备货|打包|拣货|配货|调货|采购|出库)|还在(?:仓库|库房)|(?:拣货|打包|备货|配货)(?:完成|完毕|好了)|调度中|not (?:yet )?(?:been )?shipped|awaiting shipment|hasn't shipped|pending shipment/,
  ],
  [
    'shipped',
    new RegExp(
      `${already}(?:(?:开具|打印|换开|打包|拣货)[并后]?)?(?:发货|发出|寄出|出库|揽收|揽件|发走)|(?<![未待没])(?:发货|发出|寄出|揽收)了|发货完成|(?:交给|交付|移交)了?(?:快递|物流|承运|厂商)|shipped|dispatched`,
    ),
  ],
  [
    'transit',
    /运输中|(?:运输|运送|发货|送往)的?途中|(?:发往|送往|前往|寄往).{1,12}(?:途中|路上)|在途|在路上|正在?运输|转运中|运送中|转运中心|分拨中心|(?:准备|正在)(?:发往|送往)|清关中|正在清关|in transit|on (?:the|its) way|en route/,
  ],
  [
    'delivering',
    /(?:派送|派件|配送)中(?![小心])|(?:派送|配送)途中|[正在](?:为您|给您)?(?:派送|派件|配送)(?!范围|时效|费|方式)|(?:已|开始)(?:派送|派件)|正在(?:为您|给您)?送(?![往修检])|out for delivery|being delivered/,
  ],
  [
    'signed',
    new RegExp(
      `${already}(?:签收|送达|妥投|收货|送到)|(?:签收|送达|送到|代签)了|(?:签收|妥投)(?:成功|完成)|(?<!un)delivered|signed for`,
    ),
  ],
  ['unpaid', /(?:待|未|没有?|等待|还没)(?:付款|支付)|unpaid|awaiting payment/],
  ['paid', new RegExp(`${already}(?:付款|支付)|(?:付款|支付)成功|(?<!un)paid`)],
  [
    'cancelled',
    new RegExp(
      `${already}(?:取消|关闭|拦截)|(?<!没有|没|未|不)(?:取消|拦截)成功|(?:订单|它)(?:取消|关闭)了|${forYou}(?:取消|拦截)(?:了|好了|掉了)|cancell?ed|closed`,
    ),
  ],
  ['intercepting', /正在(?:为您|帮您)?拦截|拦截(?:中|失败|不成功)/],
  ['payment-failed', /(?:付款|支付)(?:失败|未成功|没有?成功)|payment failed/],
  [
    'completed',
    /(?:订单|服务单|售后单?|换货|退货)(?:显示(?:已经?)?(?:完成|完结)|(?:完成|完结)了)|(?:充值|缴费)成功|(?<!退款)已经?(?:完成|完结)|completed|finished/,
  ],
  ['out-of-stock', /订单.{0,8}(?:缺货|无货|断货)(?!的话)/],
  ['uncompleted', /(?:还|尚|订单)未完成|not (?:yet )?completed/],
  ['reconciling', /对账中|正在对账|收款确认/],
  ['picked-up', new RegExp(`${already}(?:上门)?(?:取件|取走|揽退)|取件(?:成功|完成)|picked up`)],
  [
    'inspected',
    /(?:检测|质检|维修)(?:中|完成|结束|通过|好了)|正在(?:检测|质检|维修)|(?:已经?)(?:检测|质检|维修)/,
  ],
  ['locked', /订单.{0,4}(?:已经?|被|是)?(?:锁定|冻结)(?!的话)/],
  ['refused', /(?:已经?|被)(?:客户|顾客|收件人)?拒收|拒收成功/],
  [
    'refunding',
    /退款中|退款处理中|正在?(?:为您)?(?:处理|办理|进行)?退款|退款(?:申请)?(?:正在|已经?)(?:处理|提交|受理|进行)|审核中|待审核|(?:退货|换货|售后)(?:申请)?(?:正在|在)(?:处理|审核)|(?:受理|退货|换货)中(?!心)|[正在](?:等待)?.{0,4}审核|等待.{0,4}审核|refund (?:is )?(?:being processed|pending|in progress)|under review/,
  ],
  [
    'refunded',
    new RegExp(
      `${already}(?:打款|转账|退款(?!申请|中)|退回|到账|退还|退到|退给|打到|打入|打回|转到|转入|返还)|${forYou}(?:退|打|返)(?:款|还|过去|回去)?(?:了|好了)|已退(?![货换订出])|退款(?:已经?(?:成功|完成|到账)|成功|完成|到账了)|(?:款项|退款|钱|金额).{0,12}(?:已经?(?:到|退)|退了|退回了|到账了)|refunded|refund (?:has been |was |is )?(?:issued|completed?|credited|successful)`,
    ),
  ],
  ['rejected', /审核(?:未|不|没有?)通过|(?:已|被)(?:拒绝|驳回)|未通过审核|rejected|declined|denied/],
  ['approved', /(?<![未不])审核(?:已经?)?通过|已通过(?:审核)?|已经?审核(?!中)|已同意|已批准|approved/],
  [
    'returned',
    /已?(?:收到|签收)(?:到|了)?您?(?:的|寄回的|退回的)*(?:退货|退件|退回)(?!的?(?:申请|请求|订单|问题|服务单|需求))|退货已(?:收到|入库|签收)|(?:已经?|正在|被)(?:退回|返回|返仓|返库)|(?:退回|返回)(?:站点|仓库|商家|卖家|库房)(?:了|中|的呢|的哦)|return received/,
  ],
  [
    'changed',
    new RegExp(
      `已经?(?:为您|帮您|给您)?(?:成功|重新)?(?:${handled})|${forYou}(?:${handled})(?:好了?|成功|完成|过|完)?了|(?:${handled})过了|价保(?:申请)?(?:已经?)?成功|(?<!没有|没|未|不)(?:修改|更改|补发|预约|申请|提交)(?:成功|好了)|(?:has been|have) (?:changed|updated|resent|escalated|expedited)`,
    ),
  ],
  [
    'arrived',
    /(?:已经?|目前|现在)是?(?:到达|抵达|到了?)(?:了|您(?!的?.{0,6}(?:账|卡|余额|零钱|钱包|银行|微信|支付))|本地|当地|附近|同城|.{0,8}(?:网点|站|代收|营业部|分拣|中转))|(?:待|等待)(?:您)?(?:自提|取件|提货)|(?:货|包裹|快递|件|商品)(?:已经?)?到(?:站|网点)了?|arrived at/,
  ],
  [
    'deposited',
    /(?:已经?|放|存|送)(?:放|存|送)?(?:到了?|在|至|入).{0,8}(?:柜|驿站|代收点|门口|前台|物业|自提点)(?!取|签|的话|验)|(?:货|包裹|快递|件|商品)(?:已经?)?到(?:驿站|自提点)了?/,
  ],
  [
    'invoiced',
    /票.{0,2}已经?(?:为您|帮您|给您|邮|寄|开)|发票.{0,4}(?:已经?|开好|开具了|发送了)|已经?(?:为您|帮您|给您)?开(?:具|好|出)?了?.{0,4}发票|invoice (?:has been|was) (?:issued|sent)/,
  ],
  [
    'trouble',
    /(?<!(?:没有?|未|无|不|免|防|是否|如有|若有)[^,，。；\s]{0,4}|有)(?:丢失|丢件|弄丢|滞留|停滞|积压|破损|压坏|(?<!人为)损坏|延误|异常(?!单|通知)|(?:派送|投递|配送)失败)(?!.{0,4}(?:的话|可以|请))|lost in|damaged|delayed/,
  ],
]

const states = named.map(([state, words]) => [state, new RegExp(words, 'g')] as const)

/** How a shop's records name a state without the words of a sentence: 到达城北站. */
const recorded: readonly (readonly [state: string, words: RegExp])[] = [
  ['arrived', /到达|抵达/g],
  ['shipped', /(?:揽收|出库|发货|发出|寄出|离开)(?!时间|中|前)/g],
  ['delivering', /(?:派送|派件|配送)(?!失败|时间|方式|费|员)/g],
  ['signed', /(?:签收|妥投)(?!人|时间|失败)/g],
]
/** Before a record's word: not yet, or not at all. */
const notYet =
  /(?:[天日号时点内]前|[天日时]内|未|待|没有?|准备|预计|可|将|请|拒|非|无法|不能)[^,，。"\s]{0,4}$/

/** A later state implies the earlier ones. */
const implied: Readonly<Record<string, readonly string[]>> = {
  transit: ['shipped', 'paid', 'uncompleted'],
  delivering: ['arrived', 'transit', 'shipped', 'paid', 'uncompleted'],
  deposited: ['arrived', 'transit', 'shipped', 'paid', 'uncompleted'],
  arrived: ['transit', 'shipped', 'paid'],
  signed: ['deposited', 'arrived', 'shipped', 'paid'],
  // Goods that have left are on their way.
  shipped: ['transit', 'paid', 'uncompleted'],
  pending: ['paid', 'uncompleted'],
  // What is under review was applied for.
  refunding: ['changed'],
  approved: ['changed'],
  refunded: ['approved', 'changed'],
  returned: ['shipped'],
}

/** Words before or after a state that make it a case, a wish or a question instead of a claim. */
const before =
  /(?:不一定|未必|不保证|后期|到时候?|届时|可能会?|跟进到|如果|如|若|情况下|正常|一般|通常|无法|没法|没有?办法|不能|假如|要是|一旦|是否|有没有|倘若|当|(?<!稍)等|待|直到|凡|只要|除非|能否|可否|还是|对于|针对|以及|无论|不论)[^，,。；;：:\s]{0,10}$|[会将]在[^，,。；;\s]{0,10}$|(?:[会将]|才能?|可以|只能|可)(?:为您|给您|帮您|尽快|申请)?$|\b(?:will be|can be|may be|to be|would be|should be|must be|not|be)\b[^,.;:]{0,10}$|\b(?:if|when|whether|once|until|unless|before|after)\b[^,.;:]*$/
const behind =
  /^(?:的话|后|之后|以后|前|之前|以前|时|的(?:订单|商品|包裹|情况|快递|宝贝|产品|时候|建议)|(?:了|过)?(?:吗|么|没有|没|呢?[?？])|[^，,。；;！!\s]{0,6}[吗么]|[^，,。；;！!\s]{0,4}(?:即可|就行|就可以)|了?\s?[就才会]|短信|专员|与否|orders?|items?|parcels?|products?)/

/** A length of time that what follows takes: 24小时内退款完成. */
const inTime = /\d\s*(?:个?工作日|小时|天)(?:之?内|左右)?[就会可以为给您]*$/

/** A state, and where a text claims it. */
export interface StateClaims {
  readonly state: string
  /** In rising order. */
  readonly places: readonly number[]
}

/** The states that the text claims. */
export function statesIn(text: string): readonly StateClaims[] {
  return statesWhere(text, one => !isSupposed(text, one))
}

/** All states that the text of a source names, its records among them. */
export function toldStatesIn(text: string): readonly StateClaims[] {
  return [...statesWhere(text, () => true), ...recordsIn(text)]
}

function statesWhere(text: string, counts: (found: RegExpExecArray) => boolean): readonly StateClaims[] {
  return states.map(([state, words]) => {
    const claimed = Array.from(text.matchAll(words)).filter(counts)
    return { state, places: claimed.map(({ index }) => index) }
  })
}

function recordsIn(text: string): readonly StateClaims[] {
  return recorded.map(([state, words]) => {
    const found = Array.from(text.matchAll(words), ({ index }) => index)
    return { state, places: found.filter(at => !notYet.test(text.slice(Math.max(0, at - NEAR), at))) }
  })
}

function isSupposed(text: string, { index, 0: words }: RegExpExecArray): boolean {
  const end = index + words.length
  const ahead = text.slice(Math.max(0, index - NEAR), index)
  if (!words.startsWith('已') && inTime.test(ahead)) return true
  return before.test(ahead) || behind.test(text.slice(end, end + NEAR))
}

/** Characters around a state in which the sentence says that it only speaks of it. */
const NEAR = 24

/** The state and the earlier ones that it implies. */
export function withImplied(state: string): readonly string[] {
  return [state, ...(implied[state] ?? [])]
}
