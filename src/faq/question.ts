// What of a customer's message asks something: cards, links, placeholders and polite wrapping taken off, the rest
// cut into clauses. Pure; retrieval runs on what this returns.

const orderCard =
  /\[订单编号[^\]]*(?:\[[^\]]*\][^\]]*)*\]|(?:咨询)?订单(?:编?号|金额)?\s*[:：;；]+\s*(?:\[[^\]]*\]|[\w-]{6,})|(?:商品ID|下单时间|订单金额)\s*[:：]\s*\S*/gi
const autoText = /顾客通过点击\S*发送:?|请选择\S*咨询\S*|京东快递\(移动端\)/g
const link = /https?:\/\/\S+|file:\/\/\S+|www\.\S+/gi
const placeholder = /\[[^\]]{1,12}x\]/g
const clauseEnd = /[\s,，。.!！?？;；~、…:：()（）]+/
const courtesy =
  /^(?:你好|您好|亲|在吗|在么|在不|好的?|嗯+|哦+|谢谢[你您]?|是的?|那|那么|请问|麻烦|hi|hello|nihao)+$/i

/** The text without order cards, links and placeholders. */
export function strip(text: string): string {
  return text
    .replace(orderCard, ' ')
    .replace(autoText, ' ')
    .replace(link, ' ')
    .replace(placeholder, ' ')
    .trim()
}

/** The clauses of a stripped text that say something, in their order. */
export function clauses(stripped: string): string[] {
  const parts = stripped.split(clauseEnd).filter(part => part.length > 1 && !courtesy.test(part))
  return [...new Set(parts)]
}
