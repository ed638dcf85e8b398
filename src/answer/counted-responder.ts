// A responder that tells whose tokens the vendor's answers took.
import type { Responder } from './responder.js'

/** `spent` is called with the shop and the tokens of each answer, prompt and completion together. */
export function countedResponder(
  responder: Responder,
  spent: (shop: string, tokens: number) => void,
): Responder {
  return {
    ...responder,
    async respond(question, past, call) {
      const response = await responder.respond(question, past, call)
      const { usage } = response
      if (usage) spent(question.shop, usage.promptTokens + usage.completionTokens)
      return response
    },
  }
}
