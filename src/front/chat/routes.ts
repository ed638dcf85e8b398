// The customer's routes: ask, read, cancel, delete.

import { Type } from '@sinclair/typebox'
import type { AuditLog } from '../../audit/audit-log.js'
import type { Clock } from '../../clock.js'
import type { Chat } from '../../dialog/chat.js'
import type { TurnRef } from '../../dialog/store/dialogs.js'
import { RESPONSE_MS } from '../../ops/bad-second.js'
import { Problem } from '../../problem.js'
import type { Standings } from '../../seats/standing.js'
import { json, noContent, type Reply } from '../http/reply.js'
import { accepts, preferredWaitMs, signalOf } from '../http/request.js'
import { type Call, type Route, withBody } from '../http/route.js'
import type { Admitter } from './admit.js'
import { EVENT_STREAM, type EventStreams } from './event-streams.js'
import { Answer, Dialog, dialogOf, Pending, pathOf, pendingOf, Question, replyOf } from './json.js'
import type { PendingReply } from './pending-reply.js'

export interface ChatRouteDeps {
  readonly chat: Chat
  readonly waiting: PendingReply
  readonly streams: EventStreams
  readonly standings: Pick<Standings, 'of'>
  readonly admitter: Admitter
  readonly auditLog: AuditLog
  readonly clock: Clock
  readonly limits: ChatLimits
}

export interface ChatLimits {
  /** ANSWER_BUDGET_MS, and what `Prefer: wait` may make of it (LLM_TIMEOUT_MS). */
  readonly budgetMs: number
  readonly budgetMaxMs: number
  /** The longest a single read of the store may take. */
  readonly readMs: number
}

export const BODY_MAX = 16_384
const POLL_MAX_S = 25

export function chatRoutes(deps: ChatRouteDeps): Route[] {
  return [ask(deps), pollTurn(deps), cancelTurn(deps), readDialog(deps), deleteDialog(deps)]
}

function ask({ waiting, streams, admitter, limits }: ChatRouteDeps): Route {
  return withBody(
    { schema: Question, maxBytes: BODY_MAX },
    {
      method: 'POST',
      path: '/chat',
      summary: 'Ask; the answer comes within the budget, or a promise of it',
      who: 'customer',
      isTurn: true,
      early: admitter.early,
      limitMs: headers => Math.max(RESPONSE_MS, preferredWaitMs(headers.get('prefer')) ?? 0),
      parameters: [
        {
          in: 'header',
          name: 'Idempotency-Key',
          schema: Type.String({ pattern: '^[!-~]{1,64}$' }),
          description: 'A repeated turn with the same key runs nothing again.',
        },
        {
          in: 'header',
          name: 'Prefer',
          schema: Type.String(),
          description: '`wait=N`: wait up to N seconds for the answer before a 202.',
        },
      ],
      replies: {
        200: {
          description:
            'The answer; as text/event-stream the events accepted, delta, answer, error (a problem, with retry_after_s where a reply has Retry-After)',
          schema: Answer,
        },
        202: { description: 'The turn runs on; Location tells where its answer will be', schema: Pending },
      },
      problems: ['key-reused', 'rate-limited', 'mailbox-full', 'overloaded', 'gone', ...turnFaults],
      handle(call): Reply | Promise<Reply> {
        const isStream = accepts(call.request.headers.get('accept'), EVENT_STREAM)
        const order = admitter.order(call, { announces: isStream, textField: '/text' })
        if (isStream) return streams.turn(order, call)
        const preferred = preferredWaitMs(call.request.headers.get('prefer')) ?? 0
        const budgetMs = Math.max(limits.budgetMs, Math.min(preferred, limits.budgetMaxMs))
        return waiting.reply(order, budgetMs, call.request.client)
      },
    },
  )
}

const turnFaults = ['masking-failed', 'store-away', 'deadline-passed', 'draining'] as const

function pollTurn({ chat, clock, limits }: ChatRouteDeps): Route {
  return {
    method: 'GET',
    path: '/chat/{dialog_id}/turns/{turn_id}',
    summary: 'The answer of one turn, waiting for it if asked to',
    who: 'customer',
    parameters: [
      {
        in: 'query',
        name: 'wait',
        schema: Type.Integer({ minimum: 0, maximum: POLL_MAX_S }),
        description: 'Seconds to wait for the answer.',
      },
    ],
    replies: {
      200: { description: 'The answer', schema: Answer },
      202: { description: 'Still pending', schema: Pending },
    },
    problems: ['not-found', 'gone', 'store-away'],
    async handle(call) {
      const ref = refOf(call)
      const waitMs = pollWaitS(call.request.query) * 1000
      const signal = signalOf(call.request.client, waitMs + limits.readMs)
      const view = await chat.readTurn({ customer: call.identity, turn: ref, waitMs, signal })
      const costMs = clock.now() - call.arrivedAt
      if (view.kind === 'absent') throw new Problem('not-found')
      if (view.kind === 'gone') throw new Problem('gone')
      if (view.kind === 'done') return json(200, replyOf({ dialogId: ref.dialogId, turn: view.turn, costMs }))
      return json(202, pendingOf(ref, view.mode, costMs), { Location: pathOf(ref) })
    },
  }
}

function cancelTurn({ chat }: ChatRouteDeps): Route {
  return {
    method: 'DELETE',
    path: '/chat/{dialog_id}/turns/{turn_id}',
    summary: 'Stop a turn that is not answered yet',
    who: 'customer',
    replies: { 204: { description: 'It is cancelled and will not be stored' } },
    problems: ['not-found', 'already-answered', 'store-away'],
    async handle(call) {
      const outcome = await chat.cancel(call.identity, refOf(call))
      if (outcome === 'absent') throw new Problem('not-found')
      if (outcome === 'already-answered') throw new Problem('already-answered')
      return noContent()
    },
  }
}

function readDialog({ chat, streams, standings, limits }: ChatRouteDeps): Route {
  return {
    method: 'GET',
    path: '/chat/{dialog_id}',
    summary: 'A dialog and its turns, oldest first',
    who: 'customer',
    replies: {
      200: {
        description: 'The dialog; as text/event-stream what comes after Last-Event-ID, and then what happens',
        schema: Dialog,
      },
    },
    problems: ['not-found', 'store-away'],
    async handle(call) {
      // A reply to HEAD ends with its head: there is nobody to follow the dialog for.
      const isStream = accepts(call.request.headers.get('accept'), EVENT_STREAM)
      if (isStream && call.request.method === 'GET') return streams.dialog(call)
      const signal = signalOf(call.request.client, limits.readMs)
      const view = await chat.read(call.identity, refOf(call).dialogId, signal)
      if (view === undefined) throw new Problem('not-found')
      // The dialog is worth showing also while the desk cannot be asked.
      const talking = { dialogId: view.dialogId, mode: view.mode, name: view.seat?.name }
      const standing = await standings.of(call.identity.shop, talking).catch(() => undefined)
      return json(200, dialogOf(view, standing), { 'Cache-Control': 'no-store' })
    },
  }
}

function deleteDialog({ chat, auditLog }: ChatRouteDeps): Route {
  const route = { method: 'DELETE', path: '/chat/{dialog_id}' } as const
  return {
    ...route,
    summary: 'Forget everything of a dialog',
    who: 'customer',
    replies: { 204: { description: 'It is gone' } },
    problems: ['not-found', 'store-away'],
    async handle(call) {
      const { dialogId } = refOf(call)
      const { owner, shop } = call.identity
      if (!(await chat.erase(call.identity, dialogId))) throw new Problem('not-found')
      await auditLog.erased(route, { dialogId, owner, shop }, call.trace)
      return noContent()
    },
  }
}

function refOf({ params }: Call): TurnRef {
  return { dialogId: params.dialog_id ?? '', turnId: params.turn_id ?? '' }
}

function pollWaitS(query: string): number {
  const wait = new URLSearchParams(query).get('wait')
  if (wait === null) return 0
  if (!/^\d{1,9}$/.test(wait)) {
    throw new Problem('invalid-field', { errors: [{ field: 'wait', message: 'must be a whole number' }] })
  }
  return Math.min(Number(wait), POLL_MAX_S)
}
