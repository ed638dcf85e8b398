// A turn as chat.completion.chunk events. The format can only add: an answer that replaces what was streamed is
// added whole, after an empty line.
import { isByModel } from '../../answer/answer.js'
import type { Sink, TurnReply } from '../../dialog/chat.js'
import type { TurnRef } from '../../dialog/store/dialogs.js'
import type { Problem } from '../../problem.js'
import type { Texts } from '../../texts.js'
import type { Trace } from '../../trace/trace.js'
import type { EventStream } from '../chat/sse.js'
import { openAiError, problemBody } from '../http/reply.js'
import { type CompletionHead, chunkOf, usageChunkOf } from './json.js'

export interface CompletionStreamDeps {
  readonly events: EventStream
  readonly trace: Trace
  readonly texts: Texts
  /** The client asked for a last chunk with the tokens used. */
  readonly includesUsage: boolean
  headOf(turnId: string): CompletionHead
  responded(): void
  /** The stream ends with a problem; a refusal before its head is a reply of its own. */
  failed(problem: Problem): void
  noted(reply: TurnReply): Promise<void>
}

export class CompletionStream implements Sink {
  /** The turn, which has deltas before it is accepted when it is not announced. */
  turnId = ''
  /** Whether a model writes the answer, once its first word is there; rejects with a Problem that comes before. */
  readonly begun: Promise<boolean>
  #begin: (isModel: boolean) => void = () => undefined
  #refuse: ((problem: Problem) => void) | undefined
  #head: CompletionHead | undefined
  #streamed = ''

  constructor(private readonly deps: CompletionStreamDeps) {
    this.begun = new Promise((resolve, reject) => {
      this.#begin = isModel => {
        this.#refuse = undefined
        resolve(isModel)
      }
      this.#refuse = reject
    })
  }

  accepted({ turnId }: TurnRef): void {
    this.#open(turnId)
  }

  /** Only a vendor's answer comes in deltas. */
  delta(text: string): void {
    this.#begin(true)
    this.#open(this.turnId)
    if (this.#streamed === '') this.deps.responded()
    this.#streamed += text
    this.#chunk({ content: text })
  }

  end(reply: TurnReply): void {
    this.#begin(isByModel(reply.turn.answer))
    this.#open(reply.turn.turnId)
    const { text } = reply.turn.answer
    const rest = text.startsWith(this.#streamed) ? text.slice(this.#streamed.length) : `\n\n${text}`
    if (rest !== '') this.delta(rest)
    // The client may ask again as soon as it has the end: by then its dialog must be found.
    void this.deps.noted(reply).then(() => {
      this.#chunk({}, reply)
      if (this.deps.includesUsage) this.#write(head => usageChunkOf(head, reply))
      this.deps.events.end('data: [DONE]\n\n')
    })
  }

  fail(problem: Problem): void {
    if (this.#refuse) {
      this.#refuse(problem)
      return
    }
    const { events, trace, texts } = this.deps
    this.deps.failed(problem)
    events.end(`data: ${JSON.stringify(openAiError(problemBody(problem, trace, texts)))}\n\n`)
  }

  #open(turnId: string): void {
    if (this.#head !== undefined) return
    this.#head = this.deps.headOf(turnId)
    this.#chunk({ role: 'assistant', content: '' })
  }

  #chunk(delta: object, last?: TurnReply): void {
    // Every chunk of a stream with usage has the member; only the last has figures.
    const none = this.deps.includesUsage && { usage: null }
    this.#write(head => ({ ...chunkOf(head, delta, last), ...none }))
  }

  #write(chunkFrom: (head: CompletionHead) => object): void {
    if (this.#head === undefined) return
    this.deps.events.write(`data: ${JSON.stringify(chunkFrom(this.#head))}\n\n`)
  }
}
