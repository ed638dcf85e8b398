// The OpenAI-compatible surface: stock clients talk to rushdesk unchanged, their token being the API key.

import { isByModel } from '../../answer/answer.js'
import type { Clock } from '../../clock.js'
import type { Chat, Sink, Steps, TurnOrder, TurnReply } from '../../dialog/chat.js'
import { type Conversations, MARK_LENGTH, MARKS_KEPT } from '../../dialog/follow/conversations.js'
import { type DialogId, idShape } from '../../ids.js'
import type { Log } from '../../ops/log.js'
import type { Metrics } from '../../ops/metrics.js'
import type { KeyedHash } from '../../privacy/keyed-hash.js'
import type { TextTable } from '../../texts.js'
import type { Admitter } from '../chat/admit.js'
import { EVENT_STREAM } from '../chat/event-streams.js'
import { Id } from '../chat/json.js'
import { invalid } from '../chat/question.js'
import { EventStream } from '../chat/sse.js'
import { type CustomerRate, pay } from '../customer-rate.js'
import { StreamMeter } from '../first-response.js'
import { json, type Reply, type ResponseHeaders } from '../http/reply.js'
import type { Client } from '../http/request.js'
import { type Call, type EarlyRefusal, type Route, withBody } from '../http/route.js'
import { serverTiming } from '../http/server-timing.js'
import { answerToClient } from './client-tasks.js'
import {
  Completion,
  CompletionOrder,
  completionOf,
  lastOf,
  modelNameOf,
  questionsOf,
  refuseOtherParts,
  taskChunksOf,
  taskCompletionOf,
} from './json.js'
import { modelRoutes } from './models.js'
import { CompletionStream } from './stream.js'

export interface CompletionDeps {
  readonly chat: Chat
  readonly admitter: Admitter
  readonly conversations: Conversations
  /** What is asked before a turn is paid, and what is no turn, counts as questions to the store do. */
  readonly mayAsk: CustomerRate
  readonly keyedHash: KeyedHash
  readonly texts: TextTable
  readonly clock: Clock
  readonly meter: Pick<Metrics, 'responded' | 'served' | 'broke'>
  readonly log: Pick<Log, 'warn'>
  /** TURN_DEADLINE_MS. */
  readonly deadlineMs: number
}

type CompletionCall = Call<CompletionOrder>

/** Clients send the whole conversation each time. */
const BODY_MAX = 262_144

export function completionRoutes(deps: CompletionDeps): Route[] {
  return [complete(deps), ...modelRoutes(deps.clock)]
}

function complete(deps: CompletionDeps): Route {
  return withBody(
    { schema: CompletionOrder, maxBytes: BODY_MAX },
    {
      method: 'POST',
      path: '/v1/chat/completions',
      summary: 'OpenAI chat completions: the last user message is the turn',
      who: 'customer',
      isTurn: true,
      early: callersOnly(deps.admitter.early),
      // Such clients know no promise: they ask for the whole answer.
      limitMs: () => deps.deadlineMs,
      parameters: [
        {
          in: 'header',
          name: 'X-Dialog-Id',
          schema: Id,
          description: 'The dialog that goes on; metadata.dialog_id says the same.',
        },
      ],
      replies: { 200: { description: 'The completion, whole or streamed', schema: Completion } },
      problems: [
        'rate-limited',
        'mailbox-full',
        'overloaded',
        'masking-failed',
        'store-away',
        'deadline-passed',
      ],
      async handle(call) {
        const own = answerToClient(call.body.messages)
        if (own !== undefined) {
          pay(deps.mayAsk, call.identity.owner)
          return taskReply(deps, call, own)
        }
        const dialogId = await dialogOf(deps, call)
        const order = orderOf(deps, call, dialogId)
        return call.body.stream ? stream(deps, call, order) : whole(deps, call, order)
      },
    },
  )
}

/** Who has spent their own rate is refused before the body is read. Nobody is by what they ask: a whole conversation is not
 *  read for somebody unknown. */
function callersOnly({ refusalOfCaller }: EarlyRefusal): EarlyRefusal {
  return { isDue: () => false, refusalOfCaller, refusalOf: () => undefined }
}

/** The dialog that is named, or the one in which the customer asked what the client says was asked before. */
async function dialogOf(deps: CompletionDeps, call: CompletionCall): Promise<DialogId | undefined> {
  const { request, identity, body } = call
  const named = request.headers.get('x-dialog-id') ?? body.metadata?.dialog_id ?? undefined
  if (named !== undefined) {
    if (idShape.test(named)) return named
    throw invalid([{ field: 'X-Dialog-Id', message: 'must be 32 lower-case hex digits' }])
  }
  const earlier = questionsOf(body.messages).slice(0, -1).slice(-MARKS_KEPT)
  if (earlier.length === 0) return undefined
  pay(deps.mayAsk, call.identity.owner)
  const marks = earlier.map(text => markOf(deps.keyedHash, identity, text))
  return deps.conversations.find(identity, marks)
}

function markOf(keyedHash: KeyedHash, { owner }: TurnOrder['customer'], text: string): string {
  return keyedHash('text', owner, text).slice(0, MARK_LENGTH)
}

function orderOf(
  { admitter }: CompletionDeps,
  call: CompletionCall,
  dialogId: DialogId | undefined,
): TurnOrder {
  const asked = lastOf(call.body.messages, 'user')
  if (asked === undefined) throw invalid([{ field: '/messages', message: 'must hold a user message' }])
  const field = `/messages/${asked.at}/content`
  refuseOtherParts(asked.message, field)
  const body = { text: asked.text, dialog_id: dialogId }
  return admitter.order({ ...call, body }, { announces: false, textField: field })
}

/** A task of the client's own is no turn. */
function taskReply(deps: CompletionDeps, call: CompletionCall, text: string): Reply {
  const head = headOf(deps, call, call.trace.traceId)
  if (!call.body.stream) return json(200, taskCompletionOf(head, text))
  const events = taskChunksOf(head, text).map(chunk => `data: ${JSON.stringify(chunk)}\n\n`)
  return { status: 200, type: EVENT_STREAM, body: `${events.join('')}data: [DONE]\n\n`, headers: {} }
}

async function whole(deps: CompletionDeps, call: CompletionCall, order: TurnOrder): Promise<Reply> {
  const { reply, steps } = await ended(deps.chat, order, call.request.client)
  deps.meter.responded(deps.clock.now() - order.admittedAt)
  await noted(deps, order, reply)
  return json(200, completionOf(headOf(deps, call, reply.turn.turnId), reply), {
    'X-Dialog-Id': reply.dialogId,
    'Server-Timing': serverTiming(steps, reply.costMs),
    ...authorship(isByModel(reply.turn.answer)),
  })
}

async function ended(
  chat: Chat,
  order: TurnOrder,
  client: Client,
): Promise<{ reply: TurnReply; steps: Readonly<Steps> }> {
  const ignored = () => undefined
  let sink: Pick<Sink, 'end' | 'fail'> = { end: ignored, fail: ignored }
  const end = new Promise<TurnReply>((resolve, reject) => {
    sink = { end: resolve, fail: reject }
  })
  const posted = chat.post({ order, sink: { accepted: ignored, delta: ignored, ...sink }, streams: false })
  client.onGone = () => posted.detach()
  return { reply: await end, steps: posted.steps }
}

/** The head waits for the first word of the answer: it says who writes, and a refusal is a reply of its own. */
async function stream(deps: CompletionDeps, call: CompletionCall, order: TurnOrder): Promise<Reply> {
  const { client, headers } = call.request
  const events = new EventStream(client)
  const meter = new StreamMeter(deps.meter, order, deps.deadlineMs)
  const sink = new CompletionStream({
    events,
    trace: order.trace,
    texts: deps.texts.for(headers.get('accept-language'), order.customer.shop),
    includesUsage: call.body.stream_options?.include_usage === true,
    headOf: turnId => headOf(deps, call, turnId),
    responded() {
      meter.begun()
      deps.meter.responded(deps.clock.now() - order.admittedAt)
    },
    failed: problem => meter.failed(problem),
    noted: reply => noted(deps, order, reply),
  })
  const posted = deps.chat.post({ order, sink, streams: true })
  sink.turnId = posted.turnId
  events.onOver(() => posted.detach())
  const isModel = await sink.begun
  return { ...events.reply, headers: { ...events.reply.headers, ...authorship(isModel) } }
}

function authorship(isModel: boolean): ResponseHeaders {
  return isModel ? { 'X-AI-Generated': 'true' } : {}
}

/** Whether it can be noted or not, the answer goes out. */
async function noted(
  { conversations, keyedHash, log }: CompletionDeps,
  { customer, text }: TurnOrder,
  reply: TurnReply,
): Promise<void> {
  if (reply.stateless) return
  const mark = markOf(keyedHash, customer, text)
  await conversations
    .remember(customer, reply.dialogId, mark)
    .catch(err => log.warn({ err }, 'conversation not noted'))
}

function headOf({ clock }: CompletionDeps, { body }: CompletionCall, turnId: string) {
  return { id: `chatcmpl-${turnId}`, created: Math.floor(clock.now() / 1000), model: modelNameOf(body) }
}
