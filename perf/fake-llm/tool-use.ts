// The simulated vendor's use of tools: which it calls, and what it says of their results. Pure.
// A question may order it: `[[call:NAME {"order_id":"1"}]]`, several for parallel calls.

/** A call that the vendor asks for. */
export interface SimCall {
  readonly id: string
  readonly name: string
  readonly arguments: string
}

interface Offered {
  readonly function?: {
    readonly name?: unknown
    readonly parameters?: {
      readonly required?: readonly string[]
      readonly properties?: Readonly<Record<string, { readonly pattern?: string }>>
    }
  }
}

export interface Message {
  readonly role?: unknown
  readonly content?: unknown
}

export interface ToolUse {
  readonly calls: readonly SimCall[]
  /** The vendor's word on results. */
  readonly text?: string
}

const ordered = /\[\[call:([^\s\]]+)\s*(.*?)\]\]/g
const aboutOrders = /订单|快递|包裹|物流|到哪|order|parcel/i

/** `messages` are the whole prompt's; `tools` the request's. */
export function toolUse(messages: readonly (Message | null)[], tools: unknown, asked: string): ToolUse {
  const results = messages.slice(messages.findLastIndex(message => message?.role === 'user') + 1)
  const told = results.filter(message => message?.role === 'tool').map(message => String(message?.content))
  if (told.length > 0) return { calls: [], text: `查到：${told.flatMap(valuesIn).join('，')}。` }
  const offered = Array.isArray(tools) ? (tools as readonly Offered[]) : []
  return { calls: offered.length === 0 ? [] : callsFor(asked, offered) }
}

function callsFor(asked: string, offered: readonly Offered[]): SimCall[] {
  const scripted = Array.from(asked.matchAll(ordered), ([, name = '', given = ''], at) => ({
    id: `call_sim_${at}`,
    name,
    arguments: given,
  }))
  if (scripted.length > 0 || !aboutOrders.test(asked)) return scripted
  for (const { function: tool } of offered) {
    const call = tool && fittingCall(asked, tool)
    if (call) return [call]
  }
  return []
}

/** A tool whose one parameter stands in the question, or one that needs none. */
function fittingCall(
  asked: string,
  { name, parameters }: NonNullable<Offered['function']>,
): SimCall | undefined {
  const [needed, ...more] = parameters?.required ?? []
  if (more.length > 0) return undefined
  const call = (given: object) => ({ id: 'call_sim_0', name: String(name), arguments: JSON.stringify(given) })
  if (needed === undefined) return call({})
  const pattern = parameters?.properties?.[needed]?.pattern ?? '^\\d{6,}$'
  const value = (asked.match(/[A-Za-z0-9_-]+/g) ?? []).find(word => new RegExp(pattern).test(word))
  return value === undefined ? undefined : call({ [needed]: value })
}

/** The leaves of a result. */
function valuesIn(json: string): string[] {
  const leaves = (value: unknown): string[] =>
    typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [String(value)]
  return leaves(JSON.parse(json))
}

/** The calls as they lie in a whole message. */
export function wholeCalls(calls: readonly SimCall[]) {
  return calls.map(({ id, name, arguments: given }) => ({
    id,
    type: 'function',
    function: { name, arguments: given },
  }))
}

const PIECE = 8

/** The calls as the deltas of a stream: name and id first, then the arguments in pieces. */
export function streamedCalls(calls: readonly SimCall[]): readonly object[] {
  return calls.flatMap(({ id, name, arguments: given }, index) => [
    { tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] },
    ...(given.match(new RegExp(`[\\s\\S]{1,${PIECE}}`, 'g')) ?? []).map(piece => ({
      tool_calls: [{ index, function: { arguments: piece } }],
    })),
  ])
}
