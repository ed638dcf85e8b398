// The words of a customer's message: order cards, pictures, links, placeholders and text that apps add by themselves are
// taken off before retrieval looks at it.

const orderCard = /\[订单编号(?:[^[\]]|\[[^\]]*\])*\]/g
const orderField =
  /(?:咨询|查询)?(?:订单编?号|订单金额|商品ID|商品号|下单时间)\s*[:：]\s*[;；]?\s*(?:\[[^\]]*\]|[\w.-]*)/gi
/** Up to so many characters apart: without a bound each repeated beginning would be read on to the end of the text. */
const appText = /顾客通过点击\S{0,200}发送:?|请选择\S{0,200}咨询\S*|京东快递\(移动端\)/g
const picture = /\[图片:[a-p]{32}\]/g
const link = /(?:https?|file):\/\/\S+|www\.\S+/gi
const placeholder = /\[[^\]]{1,12}x\]/g

/** The message without order cards, links and placeholders; empty when it was nothing else. */
export function strip(message: string): string {
  return message
    .replace(orderCard, ' ')
    .replace(orderField, ' ')
    .replace(appText, ' ')
    .replace(picture, ' ')
    .replace(link, ' ')
    .replace(placeholder, ' ')
    .trim()
}

/** The message is an order card, a link or the like, with no words of the customer's own. */
export function isCard(message: string): boolean {
  return message.trim() !== '' && !/[\p{L}\p{N}]/u.test(strip(message))
}
