// The shop's tools as the vendor's model sees them: their definitions, its calls, and the results that it gets. The
// turn's token decides the customer of a call, the tools file the fields of a result; every text is masked before it
// leaves.
import type { LlmToolCall } from '../llm/tool-calls.js'
import type { Placeholders } from '../privacy/placeholders.js'
import { type Card, cardIdOf } from './card.js'
import { filledArguments } from './filled-arguments.js'
import type { FieldValue, ResultItem } from './pick-result.js'
import type { Proposal } from './proposal.js'
import type { Proposals } from './proposals.js'
import type { Tool, ToolParameter, ToolSet } from './tool.js'
import type { ToolCaller, ToolResult } from './tool-caller.js'
import { checkedArguments, type OnBehalfOf } from './tool-request.js'

/** A turn in which a model may call tools. */
export interface ToolAsker {
  readonly who: OnBehalfOf
  readonly traceId: string
  /** Of sentences that somebody has to confirm. */
  readonly language: string
  /** Epoch milliseconds: no call outlives it. */
  readonly deadlineAt: number
  /** The dialog's, which the arguments may name. */
  readonly placeholders?: Placeholders | undefined
}

/** The result of a call. */
export interface ToolReply {
  /** JSON for the model, masked. */
  readonly content: string
  /** The tool that gave facts; absent when the call came to nothing. */
  readonly tool?: string
  readonly cards: readonly Card[]
  /** The result is one thing, no list. */
  readonly isSingle: boolean
  /** The call asked for a person. */
  readonly callsPerson?: true
  /** The call was of a write: nothing was done, it waits for a yes. */
  readonly proposal?: Proposal
  /** The call failed, by the shop's fault or the model's. That the shop has no such thing is an answer. */
  readonly isFault?: true
}

export interface VendorTools {
  /** The definitions that go to the vendor, encoded and comma-joined; undefined when the shop has none. */
  offered(shop: string): string | undefined
  /** True of a call that waits for the others of its round: a server beside the shop's own has the time that they leave. */
  comesLast(call: LlmToolCall, shop: string): boolean
  /** Makes the call; a call that cannot be made gets a reply with the reason. */
  call(call: LlmToolCall, asker: ToolAsker): Promise<ToolReply>
}

export interface VendorToolsDeps {
  tools(): ToolSet
  readonly caller: Pick<ToolCaller, 'read'>
  readonly proposals: Pick<Proposals, 'make'>
  readonly mask: MaskText
  /** A card as customers may see it; `mask` is for its texts. */
  maskCard(card: Card, mask: MaskText): Promise<Card>
  /** Called when the model calls a tool that does not exist. */
  unknownTool(asker: ToolAsker): void
}

type MaskText = (text: string) => Promise<string>

export function createVendorTools({
  tools,
  caller,
  proposals,
  mask,
  maskCard,
  unknownTool,
}: VendorToolsDeps): VendorTools {
  const encoded = new WeakMap<ToolSet, Map<string, string>>()

  const toolsOf = (shop: string) => tools().tools.filter(tool => tool.shop === shop)

  function definitionsFor(shop: string): string {
    const set = tools()
    const shops = encoded.get(set) ?? new Map<string, string>()
    encoded.set(set, shops)
    const known = shops.get(shop)
    if (known !== undefined) return known
    const made = toolsOf(shop)
      .map(tool => JSON.stringify(definitionOf(tool)))
      .join(',')
    shops.set(shop, made)
    return made
  }

  async function masked({ fields }: ResultItem, own: ReadonlySet<unknown>, masks: ReplyMasks) {
    const safe = Object.entries(fields).map(async ([name, value]) => {
      const isOwn = typeof value !== 'string' || own.has(value)
      return [name, isOwn ? masks.ofOwn(value) : await masks.forModel(value)] as const
    })
    return Object.fromEntries(await Promise.all(safe))
  }

  /** `said` are the arguments as the model gave them: no value is known to it that masking hides. */
  async function replyOf(tool: Tool, result: ToolResult, { said, masks }: Said): Promise<ToolReply> {
    if (result.kind !== 'ok') return failed(result.kind === 'unknown-to-shop' ? 'not_found' : 'unavailable')
    const { items } = result
    const isSingle = tool.result.list === undefined
    const cards = items.flatMap(({ card }) => (card ? [card] : []))
    const own = new Set<unknown>([...Object.values(said), ...cards.map(cardIdOf)])
    const facts = await Promise.all(items.map(item => masked(item, own, masks)))
    const content = JSON.stringify({ result: isSingle ? facts[0] : facts })
    const shown = await Promise.all(cards.map(card => maskCard(card, masks.forPeople)))
    return { content, cards: shown, isSingle, tool: tool.name }
  }

  const find = (shop: string, name: string) => toolsOf(shop).find(one => one.name === name)

  return {
    offered: shop => definitionsFor(shop) || undefined,
    comesLast: ({ name }, shop) => find(shop, name)?.request.isMcp === true,
    async call({ name, arguments: given }, asker) {
      const { who, traceId, deadlineAt, placeholders } = asker
      const tool = find(who.shop, name)
      if (tool === undefined) {
        unknownTool(asker)
        return failed('unknown_tool')
      }
      const said = objectIn(given)
      if (tool.risk !== 'read') return proposed(await proposals.make(tool, said, asker))
      const args = said && placeholders ? filledArguments(tool, said, placeholders) : said
      const linkHosts = tools().linkHosts
      const result = await caller.read({ who, traceId, deadlineAt, tool, args, linkHosts })
      // A result that does not fit the tools file is 'invalid', too, but only faulty arguments can be mended by the
      // model.
      if (result.kind === 'invalid' && checkedArguments(tool, args) === undefined)
        return failed('invalid_arguments')
      return replyOf(tool, result, { said: said ?? {}, masks: replyMasks(mask, placeholders) })
    },
  }
}

interface Said {
  readonly said: object
  readonly masks: ReplyMasks
}

/** How the texts of a result are masked. */
interface ReplyMasks {
  readonly forModel: MaskText
  /** For cards. */
  readonly forPeople: MaskText
  /** For numbers, and for texts that the model has said itself. */
  ofOwn(value: FieldValue): FieldValue
}

/** A shop may give back the values that it was sent: they are placeholders for the model, and stars for people. */
function replyMasks(mask: MaskText, placeholders: Placeholders | undefined): ReplyMasks {
  if (placeholders === undefined) return { forModel: mask, forPeople: mask, ofOwn: value => value }
  const { hidden, labelled, starred } = placeholders
  return {
    forModel: async text => labelled(await mask(hidden(text))),
    forPeople: async text => starred(await mask(hidden(text))),
    ofOwn(value) {
      const text = String(value)
      const safe = labelled(hidden(text))
      return safe === text ? value : safe
    },
  }
}

/** Reasons for the model are few and fixed: the shop's own words about a failure are dropped. */
type Failure =
  | 'not_found'
  | 'unavailable'
  | 'unknown_tool'
  | 'invalid_arguments'
  | 'too_many_calls'
  | 'one_proposal_at_a_time'

export function failed(error: Failure): ToolReply {
  const reply = { content: JSON.stringify({ error }), cards: [], isSingle: false }
  return error === 'not_found' ? reply : { ...reply, isFault: true }
}

/** The model hears that nothing is done yet, and who decides. */
function proposed(proposal: Proposal | undefined): ToolReply {
  if (proposal === undefined) return failed('invalid_arguments')
  const content = JSON.stringify({ proposed: true, done: false, confirmed_by: proposal.shown.by })
  return { content, cards: [], isSingle: false, proposal }
}

/** The object that the text holds as JSON; no text stands for no arguments. */
export function objectIn(text: string): object | undefined {
  if (text.trim() === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined // no JSON: the model is told that it is none
  }
}

const ONLY_PROPOSED = '（只是提出申请：界面上有确认按钮，确认之后才会执行，不要说已经办好）'

function definitionOf({ name, about, parameters, required, risk }: Tool) {
  const properties = Object.fromEntries(
    Array.from(parameters, ([key, parameter]) => [key, schemaOf(parameter)]),
  )
  return {
    type: 'function',
    function: {
      name,
      description: risk === 'read' ? about : about + ONLY_PROPOSED,
      parameters: { type: 'object', properties, required, additionalProperties: false },
    },
  }
}

function schemaOf({ type, description, pattern, enum: values }: ToolParameter) {
  return {
    type,
    ...(description !== undefined && { description }),
    ...(pattern && { pattern: pattern.source }),
    ...(values && { enum: values }),
  }
}
