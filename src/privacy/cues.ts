// Words before a number that say what it is. A cue counts only when nothing but connectors stands in between,
// so that "订单没到，13812345678" is still a mobile number and "订单号：13812345678" is not.
import { CONTEXT } from './rule.js'

// A class, and once a word that the class does not begin: nothing in it can be read in two ways, so matching stays
// linear.
const gap = '[号码编是为的:#\\s="\'【】\\[\\]()「」\ue000]*'
const connector = `${gap}(?:(?:no\\.?|id|number)${gap})?`

/** Tells texts that end with one of the words, or so that nothing but a connector stands behind it. Looks back from the
 *  end: from the left each word would be tried at each character. */
function endsWith(words: string): (text: string) => boolean {
  return endingWith(`(?:${words})${connector}`)
}

function endingWith(shape: string): (text: string) => boolean {
  const before = new RegExp(`(?<=${shape})`, 'iy')
  return text => {
    before.lastIndex = text.length
    return before.test(text)
  }
}

const notPersonal = endsWith(
  '订单|单号|运单|快递|物流|包裹|流水|交易|编号|货号|商品|产品|型号|款号|款式|sku|spu|条码|条形码|序列|sn|s/n|imei|税号|税务|纳税人|识别|' +
    '信用代码|机构代码|发票|票号|券码|券|优惠码|兑换|激活码|核销|验证码|取件|提货|追踪|跟踪|tracking|track|order|trade|parcel|工单|' +
    '售后单|退款单|服务单|退货单|换货单|支付单|批次|批号|合同|保单|密码|链接|店铺|活动|专利|许可证|备案|标准|注册|凭证|单据|' +
    '参考|商户|账单|outer_?id|item|goods|product|model|part|serial|invoice|批准文号|国药准字|执照|追溯|防伪|机身|礼品卡|购物卡|充值卡',
)
const phone = endsWith(
  '电话|手机|联系|座机|固话|号码|号|致电|拨打|拨|打|来电|call|tel|telephone|phone|mobile|cell|mob|收|☎|📱|☎️',
)
const landline = endsWith('电话|座机|固话|固定电话|telephone|tel|phone|传真|fax')
const card = endsWith(
  '卡|卡号|银行卡|信用卡|储蓄卡|借记卡|账号|帐号|账户|帐户|工行|建行|农行|中行|招行|交行|邮储|银行|打到|转到|退到|打款到|收款|card|account',
)
const identity = endsWith('身份证|身份证件|证件|证|id card|identity|idcard|身份|身份信息')

/** The kind of number that the words right before `at` announce. */
export function cueBefore(text: string, at: number): Cue {
  const left = text.slice(Math.max(0, at - CONTEXT), at)
  return { isCode: () => notPersonal(left) || inLink(left), says: what => whats[what](left) }
}

export interface Cue {
  /** An order, parcel, flow or product number, or a part of a link. */
  isCode(): boolean
  says(what: keyof typeof whats): boolean
}

/** Words that leave no doubt: a number after them is one even when letters touch it. */
const named = {
  phone: endsWith('手机|电话|联系方式|来电|致电|拨打|(?<![a-z])(?:tel|telephone|phone|mobile|call)'),
  landline: endsWith('座机|固话|固定电话|电话|传真|(?<![a-z])(?:tel|telephone|phone|fax)'),
  card: endsWith('银行卡|信用卡|储蓄卡|借记卡|(?<![品物购值员])卡号|账号|帐号'),
  identity: endsWith('身份证|身份证件|证件|(?<![a-z])(?:id card|idcard|identity)'),
}
export type CuePurpose = keyof typeof named

/** The words right before `at` name the number's purpose. */
export function namedBefore(text: string, at: number, purpose: CuePurpose): boolean {
  const left = text.slice(Math.max(0, at - CONTEXT), at)
  return named[purpose](left) && !notPersonal(left) && !inLink(left)
}

const inLink = endingWith('(?://|www\\.|\\.(?:com|cn|net|hk)/)[^\\s\\u4e00-\\u9fff]*')
const whats = { phone, landline, card, identity }
