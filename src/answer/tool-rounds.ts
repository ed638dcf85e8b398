// A vendor's answer in rounds: the model asks for tools, gets their results, and says what it has to say. Bounded in
// rounds and calls, and within the turn's deadline. What it says beside a call is the beginning of the answer.
import type { Llm, LlmRequest, LlmResult, LlmUsage } from '../llm/llm.js'
import type { LlmToolCall } from '../llm/tool-calls.js'
import { joinFragments } from '../prompt/fragment.js'
import { type Card, cardIdOf } from '../shop/card.js'
import type { Grounding } from '../shop/direct-answers.js'
import type { Proposal } from '../shop/proposal.js'
import { failed, objectIn, type ToolAsker, type ToolReply, type VendorTools } from '../shop/vendor-tools.js'
import type { StopSignal } from '../stop.js'

/** In the last one no tools are offered: what the model says then is the answer. */
const ROUNDS = 3
/** In all rounds of a turn together. */
const CALLS = 5
/** Cards beside one answer. */
const CARDS = 3

export interface RoundsDeps {
  readonly llm: Pick<Llm, 'ask'>
  readonly tools: VendorTools
  now(): number
  mask(text: string): Promise<string>
}

export interface RoundsCall {
  readonly request: LlmRequest
  readonly asker: ToolAsker
  readonly signal: StopSignal
  readonly onDelta?: ((text: string) => void) | undefined
  /** Called with each result before the model says anything of it. */
  onResult(content: string): void
}

export interface RoundsResult {
  /** The text is that of all rounds; the usage and the time are their sums. */
  readonly result: LlmResult
  readonly cards: readonly Card[]
  readonly grounds: readonly Grounding[]
  /** The write that waits for a yes. */
  readonly proposal?: Proposal
  /** Where a tool was asked for, the answer is this customer's alone. */
  readonly tools: ToolUse
  /** A person was called for. */
  readonly callsPerson: boolean
}

/** The model's calls of tools in one turn. */
export interface ToolUse {
  readonly calls: number
  readonly faults: number
}

/** The result of the rounds so far. */
interface Progress {
  text: string
  usage: LlmUsage | undefined
  vendorMs: number
  callsLeft: number
  readonly fragments: string[]
  readonly replies: ToolReply[]
}

export async function askInRounds(deps: RoundsDeps, call: RoundsCall): Promise<RoundsResult> {
  const offered = deps.tools.offered(call.asker.who.shop)
  const progress: Progress = {
    text: '',
    usage: undefined,
    vendorMs: 0,
    callsLeft: CALLS,
    fragments: [call.request.messages],
    replies: [],
  }
  for (let round = 1; ; round++) {
    const isLast = round === ROUNDS || progress.callsLeft === 0
    const result = await askOnce(deps, call, { progress, tools: isLast ? undefined : offered })
    const calls = result.kind === 'answered' ? result.calls : undefined
    if (result.kind === 'failed' || calls === undefined) return ended(deps, progress, result)
    await answerCalls(deps, call, { progress, calls, said: result.text })
  }
}

async function askOnce(
  { llm }: RoundsDeps,
  { request, signal, onDelta }: RoundsCall,
  { progress, tools }: { readonly progress: Progress; readonly tools: string | undefined },
): Promise<LlmResult> {
  // The text before a call and the text after it are two paragraphs.
  const seam = progress.text === '' ? '' : '\n'
  let isBegun = false
  const said = (text: string) => {
    onDelta?.(isBegun ? text : seam + text)
    isBegun = true
  }
  const { tools: _, ...plain } = request
  const messages = joinFragments(progress.fragments)
  const asked = { ...plain, messages, ...(tools !== undefined && { tools }) }
  const result = await llm.ask(asked, signal, onDelta && said)
  progress.vendorMs += result.vendorMs
  if (result.kind === 'answered') {
    if (result.text !== '') progress.text += seam + result.text
    progress.usage = summed(progress.usage, result.usage)
  }
  return result
}

interface Asked {
  readonly progress: Progress
  readonly calls: readonly LlmToolCall[]
  readonly said: string
}

/** Makes the calls side by side, and afterwards those that come last. Those beyond the bound are answered, too: vendors want a result for each. */
async function answerCalls(
  { tools, mask }: RoundsDeps,
  { asker, onResult }: RoundsCall,
  { progress, calls, said }: Asked,
): Promise<void> {
  const made = calls.slice(0, progress.callsLeft)
  progress.callsLeft -= made.length
  const answer = (call: LlmToolCall) =>
    made.includes(call) ? tools.call(call, asker) : failed('too_many_calls')
  const first = await Promise.all(
    calls.map(call => (tools.comesLast(call, asker.who.shop) ? undefined : answer(call))),
  )
  const results = await Promise.all(calls.map((call, at) => first[at] ?? answer(call)))
  const replies = oneProposal(progress.replies, results)
  progress.replies.push(...replies)
  progress.fragments.push(encodeCalls(calls, said === '' ? '' : await mask(said)))
  for (const [at, { content }] of replies.entries()) {
    progress.fragments.push(encodeResult(calls[at]?.id ?? '', content))
    onResult(content)
  }
}

/** An answer proposes one write: the first. */
function oneProposal(before: readonly ToolReply[], results: readonly ToolReply[]): readonly ToolReply[] {
  const first = [...before, ...results].find(({ proposal }) => proposal)
  return results.map(reply => (reply.proposal && reply !== first ? failed('one_proposal_at_a_time') : reply))
}

function ended({ now }: RoundsDeps, progress: Progress, last: LlmResult): RoundsResult {
  const { text, usage, vendorMs, replies } = progress
  const result = last.kind === 'failed' ? { ...last, vendorMs } : { ...last, text, usage, vendorMs }
  const told = replies.filter(({ tool }) => tool !== undefined)
  const at = new Date(now()).toISOString()
  const names = [...new Set(told.flatMap(({ tool }) => tool ?? []))]
  const proposal = replies.find(reply => reply.proposal)?.proposal
  return {
    result,
    cards: cardsOf(told),
    grounds: names.map(id => ({ kind: 'tool', id, at })),
    ...(proposal && { proposal }),
    tools: { calls: replies.length, faults: replies.filter(({ isFault }) => isFault).length },
    callsPerson: replies.some(({ callsPerson }) => callsPerson),
  }
}

/** A list was only looked through when a thing of it was asked for afterwards. */
function cardsOf(told: readonly ToolReply[]): Card[] {
  const single = told.filter(({ isSingle }) => isSingle)
  const cards = (single.length > 0 ? single : told).flatMap(reply => reply.cards)
  const byId = new Map(cards.map(card => [cardIdOf(card), card]))
  return [...byId.values()].slice(0, CARDS)
}

function summed(one: LlmUsage | undefined, other: LlmUsage | undefined): LlmUsage | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return {
    promptTokens: one.promptTokens + other.promptTokens,
    completionTokens: one.completionTokens + other.completionTokens,
    isEstimate: one.isEstimate || other.isEstimate,
  }
}

/** Vendors check the names and arguments that come back to them as they check those of a caller. */
function encodeCalls(calls: readonly LlmToolCall[], said: string): string {
  const tool_calls = calls.map(({ id, name, arguments: given }) => ({
    id,
    type: 'function',
    function: {
      name: /^[A-Za-z0-9_-]{1,64}$/.test(name) ? name : 'unknown',
      arguments: given.trim() !== '' && objectIn(given) ? given : '{}',
    },
  }))
  return JSON.stringify({ role: 'assistant', content: said === '' ? null : said, tool_calls })
}

function encodeResult(id: string, content: string): string {
  return JSON.stringify({ role: 'tool', tool_call_id: id, content })
}
