// Handovers in Redis: one script for each act, in the dialog's slot. The headers in redis/lua describe the scripts.
import { dialogKey, dialogKeys, turnsKey } from '../../redis/keys.js'
import type { RunScript, WriteScript } from '../../redis/scripts.js'
import type { WaitReplicas } from '../../redis/wait-replicas.js'
import {
  type HandoffFacts,
  readBefore,
  readClaimed,
  readClosed,
  readDesk,
  readEnded,
  readLeft,
  readQueued,
  readRefusal,
  readSaid,
} from './handover-replies.js'
import type { Handovers, SayAct, SeatAct, SeatText } from './handovers.js'
import {
  ACT_KEYS_KEPT,
  ASK_KEYS_KEPT,
  type DialogLimits,
  NOTES_KEPT,
  QUIET_MS,
  RETURNED_PRIORITY,
  SAY_KEYS_KEPT,
} from './limits.js'
import { CLOSED_REASON, isInvited, type Outcome, RATING_MS, SERVICES_KEPT } from './services.js'
import { wordOf } from './word.js'

export interface RedisHandoverDeps {
  readonly run: RunScript
  readonly write: WriteScript
  /** Awaited before a message counts as said. */
  readonly replicated: WaitReplicas
  /** A fresh random id for each write. */
  readonly newId: () => string
}

export function createRedisHandovers(ports: RedisHandoverDeps, limits: DialogLimits): Handovers {
  const { write, newId } = ports
  const { handedTtlMs, keepTurns } = limits

  async function answer(
    act: SeatAct,
    said: SeatText & { readonly key: string },
    what: SayAct | { readonly outcome: Outcome },
  ) {
    const { text, fragment, ai, key } = said
    const [message, outcome] = 'outcome' in what ? [undefined, what.outcome] : [what, undefined]
    const of = message ? { source: 'seat' } : { source: 'notice', reason: CLOSED_REASON }
    const draft = { ...of, level: 0, ...(ai && { ai }) }
    const packed = message ? `${JSON.stringify({ ...draft, saidBy: message.name })}\n${fragment}` : ''
    const args = [
      ...who(act),
      outcome ?? '',
      ...[message?.messageId ?? '', packed, JSON.stringify({ ...draft, text }), key, message?.textHash ?? ''],
      ...[newId(), handedTtlMs, keepTurns, SAY_KEYS_KEPT, RATING_MS, SERVICES_KEPT],
      ...[outcome && isInvited(outcome) ? 'i' : '', act.event ?? ''],
      ...onceOf(act),
    ]
    const reply = await write('seat_answer', dialogKeys(act.dialogId), args)
    await ports.replicated(dialogKey(act.dialogId))
    return reply
  }

  return {
    async queue({ dialogId, owner, opens, shop, priority, reason, skill, bot, isByRule, event, ...rest }) {
      const facts: HandoffFacts = { ref: rest.ref, note: rest.note, etaS: rest.etaS, language: rest.language }
      const wish = [shop, priority, reason, wordOf(skill ?? ''), JSON.stringify(facts)]
      const once = rest.once ? rest.once.key + rest.once.body : ''
      const how = [bot ?? '', newId(), handedTtlMs, isByRule ? 'r' : '', event ?? '', once, ASK_KEYS_KEPT]
      const args = [owner, opens ? 'o' : '', ...wish, ...how]
      return readQueued(await write('handoff_queue', dialogKeys(dialogId), args), shop)
    },
    async setBot(dialogId, owner, bot) {
      return readLeft(await write('bot_switch', [dialogKey(dialogId)], [owner, bot ?? '', newId()]))
    },
    async offer(dialogId, owner, { reason, priority }) {
      const reply = await write('handoff_offer', [dialogKey(dialogId)], [owner, reason, priority, QUIET_MS])
      if (reply === 'a') return 'absent'
      return reply === 'o' ? 'offered' : 'not-now'
    },
    async leaveQueue(dialogId, owner, event = '') {
      return readLeft(await write('handoff_leave', [dialogKey(dialogId)], [owner, QUIET_MS, event]))
    },
    async claim({ dialogId, shop, sub, name, claimId, serviceId, event = '', isSocketless }) {
      const desk = isSocketless ? 'd' : ''
      const args = [shop, wordOf(sub), wordOf(name), claimId, serviceId, newId(), handedTtlMs, event, desk]
      return readClaimed(await write('seat_claim', dialogKeys(dialogId), args))
    },
    say: async act => readSaid(await answer(act, act, act)),
    close: async (act, notice, outcome) =>
      readClosed(await answer(act, { ...notice, key: newId() }, { outcome })),
    async giveBack(act, { reason, skill }) {
      const args = [
        ...who(act),
        reason,
        RETURNED_PRIORITY,
        wordOf(skill ?? ''),
        newId(),
        handedTtlMs,
        act.event ?? '',
        ...onceOf(act),
      ]
      return readEnded(await write('seat_give', dialogKeys(act.dialogId), args))
    },
    async move(act, { sub, name, claimId, serviceId, isSocketless }) {
      const desk = isSocketless ? 'd' : ''
      const args = [
        ...who(act),
        wordOf(sub),
        wordOf(name),
        claimId,
        serviceId,
        newId(),
        act.event ?? '',
        desk,
        ...onceOf(act),
      ]
      return readEnded(await write('seat_move', [dialogKey(act.dialogId)], args))
    },
    async note(act, text) {
      const args = [...who(act), text, NOTES_KEPT, ...onceOf(act)]
      const reply = await write('seat_note', [dialogKey(act.dialogId)], args)
      return readRefusal(reply) ?? readBefore(reply) ?? { kind: 'noted' }
    },
    async before(act) {
      const [once = ''] = onceOf(act)
      return readBefore(await ports.run('act_done', [dialogKey(act.dialogId)], [act.shop, once]))
    },
    async keepSummary(dialogId, shop, { seq, text }) {
      await write('summary_keep', [dialogKey(dialogId)], [shop, seq, text])
    },
    async read(dialogId, shop) {
      const keys = [dialogKey(dialogId), turnsKey(dialogId)]
      return readDesk(dialogId, shop, await ports.run('desk_look', keys, [shop, NOTES_KEPT]))
    },
  }
}

function who({ shop, sub, claimId }: SeatAct): string[] {
  return [shop, wordOf(sub), claimId ?? '']
}

/** The key and the body of an act, for the scripts. */
function onceOf({ once }: SeatAct): [string, number] {
  return [once ? once.key + once.body : '', ACT_KEYS_KEPT]
}
