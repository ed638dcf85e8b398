// Refuses turns before their bodies or their tokens are looked at. A known customer whose own rate is spent is refused whatever
// they ask. While there is no room or no token for what costs a vendor call, nearly every turn that no lookup answers is refused:
// what it asks decides, and to verify an unseen token costs more than to look the question up.
import type { Admission } from '../../admission/admission.js'
import type { Overload } from '../../admission/overload.js'
import type { AnswerLookup, Known } from '../../answer/lookup.js'
import { bearerOf, type Tokens } from '../../auth/tokens.js'
import type { Request } from '../http/request.js'
import type { EarlyRefusal, ShopProblem } from '../http/route.js'
import type { AskedQuestion } from './asked-question.js'
import { tidy } from './question.js'

export interface EarlyRefusals extends EarlyRefusal {
  refusalOf(request: Request, asked: AskedQuestion): ShopProblem | undefined
  /** What was found for the question when it was not refused: it need not be looked up again. */
  known(asked: AskedQuestion): Known | undefined
}

export interface EarlyRefusalDeps {
  readonly admission: Pick<Admission, 'isSpent' | 'refuse' | 'refuseHurried'>
  readonly lookup: Pick<AnswerLookup, 'classify'>
  readonly overload: Pick<Overload, 'isFullForCostly' | 'refusesCostly' | 'refusal'>
  readonly tokens: Pick<Tokens, 'claimed'>
}

export function createEarlyRefusals(deps: EarlyRefusalDeps): EarlyRefusals {
  const { admission, lookup, overload, tokens } = deps
  let last: { readonly asked: AskedQuestion; readonly found: Known } | undefined

  /** Undefined when more must be known of the turn. */
  function find(headers: Request['headers'], asked: AskedQuestion) {
    const { text, context, attachments, dialog_id: dialogId } = asked
    if (text === undefined || context || attachments) return undefined
    const token = bearerOf(headers.get('authorization'))
    const customer = token === undefined ? undefined : tokens.claimed(token)
    if (customer === undefined) return undefined
    const found = lookup.classify({ customer, text: tidy(text), dialogId: dialogId ?? undefined })
    return { found, shop: customer.shop }
  }

  return {
    isDue: () => overload.isFullForCostly() || admission.isSpent(),
    refusalOfCaller(caller) {
      const hurried = admission.refuseHurried(caller)
      return hurried && { problem: { kind: 'rate-limited', ...hurried }, shop: caller.shop }
    },
    refusalOf({ headers }, asked) {
      const looked = find(headers, asked)
      if (looked === undefined) return undefined
      const { found, shop } = looked
      last = { asked, found }
      if (found.isCheap) return undefined
      if (overload.isFullForCostly() && overload.refusesCostly()) {
        return { problem: { kind: 'overloaded', ...overload.refusal() }, shop }
      }
      if (!admission.isSpent()) return undefined
      return { problem: { kind: 'rate-limited', ...admission.refuse(shop) }, shop }
    },
    known: asked => (last?.asked === asked ? last.found : undefined),
  }
}
