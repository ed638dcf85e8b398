// The tool by which the vendor's model calls a person, beside the shop's own tools. Words in its answer call nobody.
import type { LlmToolCall } from '../llm/tool-calls.js'
import type { ToolAsker, ToolReply, VendorTools } from './vendor-tools.js'

const NAME = 'handoff'

const definition = JSON.stringify({
  type: 'function',
  function: {
    name: NAME,
    description: '顾客需要真人客服，或你帮不上忙时调用：转接人工客服。',
    parameters: {
      type: 'object',
      properties: { reason: { type: 'string', description: '一句话说明原因' } },
      required: ['reason'],
      additionalProperties: false,
    },
  },
})

/** The reason that the model gives is dropped, because it may repeat the customer's words. */
const called: ToolReply = {
  content: JSON.stringify({ result: '已为顾客转接人工客服，请告诉顾客稍候' }),
  cards: [],
  isSingle: false,
  callsPerson: true,
}

/** Adds the tool while somebody is at the desk of a shop that has tools. */
export function withHandoffTool(tools: VendorTools, isSomebodyThere: (shop: string) => boolean): VendorTools {
  return {
    comesLast: tools.comesLast,
    offered(shop) {
      const own = tools.offered(shop)
      return own === undefined || !isSomebodyThere(shop) ? own : `${own},${definition}`
    },
    call(call: LlmToolCall, asker: ToolAsker) {
      const isForPerson = call.name === NAME && isSomebodyThere(asker.who.shop)
      return isForPerson ? Promise.resolve(called) : tools.call(call, asker)
    },
  }
}
