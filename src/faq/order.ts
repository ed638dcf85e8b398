// Whether a text speaks of one certain order or parcel, which only a look at the shop's books can answer.

const cue =
  /\[订单|订单号?\s*[:：]|(?:订单号|单号|运单)|(?:这|那|此|(?<!应)该)一?(?:个|笔|张|些|件)?(?:订单|单子|单|包裹|快递|货|件)|(?:上|两|几)(?:个|笔|张)(?:订单|单子|单|包裹|快递)|我的?(?:这|那)|(?:我|俺)的?(?:订单|快递|货|包裹|件)|(?<!\d)\d{8,}(?!\d)|[a-z]{2}(?:\d{6,}|\[数字x\])/i
const statusCue =
  /什么时候|啥时候|几点|今天|今晚|今日|昨天|前天|昨晚|明天|明早|上午|下午|还没|还未|没到|没收到|到哪|到了|显示|查一?下|看一?下|怎么没|为什么|为啥|怎么回事|\[数字x\]号|\d+号|已经|到底|催/

/** The text names an order or parcel of its own: by number, card or pointing at it. */
export function namesOrder(text: string): boolean {
  return cue.test(text)
}

/** The text asks how something stands rather than how something is done. */
export function asksStatus(text: string): boolean {
  return statusCue.test(text)
}

const own = /我(?:们)?[^,，。?？!！\s]{0,8}?(?:买|拍|订|下|付|收到|预约|申请)(?:的|了|过|单)/

/** The text speaks of something the customer has bought or asked for already, without naming it. */
export function ownPurchase(text: string): boolean {
  return own.test(text)
}
