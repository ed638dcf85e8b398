// The outbox in Redis: events are fields of their dialog's own hash, written by the script of the act; announced acts
// are in one sorted set by their time.
import type { Commands } from '../../redis/client.js'
import { replyOf } from '../../redis/failure.js'
import { dialogKey, outboxKey } from '../../redis/keys.js'
import type { RunScript, WriteScript } from '../../redis/scripts.js'
import { type HandoffFacts, handoffOf } from './handover-replies.js'
import { ACTS_MOST, type ActRef, type KeptEvent, type Outbox } from './outbox.js'

export interface RedisOutboxDeps {
  readonly commands: Commands
  readonly run: RunScript
  readonly write: WriteScript
}

export function createRedisOutbox({ commands, run, write }: RedisOutboxDeps): Outbox {
  return {
    async announce(act) {
      await write('outbox_announce', [outboxKey], [nameOf(act), ACTS_MOST])
    },
    async forget(acts) {
      if (acts.length > 0) await replyOf(commands.zrem(outboxKey, ...acts.map(nameOf)))
    },
    async left(ageMs, most, from = 0) {
      const names = (await run('outbox_left', [outboxKey], [ageMs, most, from])).split('\n')
      return names.filter(name => name !== '').map(actOf)
    },
    async keep(dialogId, owner, event) {
      return (await write('outbox_keep', [dialogKey(dialogId)], [owner, event])) === 'o'
    },
    async read(dialogId) {
      const reply = await run('outbox_read', [dialogKey(dialogId)])
      if (reply === 'n') return { kept: [], lost: 0 }
      const [lost, ...rows] = JSON.parse(reply.slice(1)) as string[]
      return { kept: rows.map(readKept), lost: Number(lost) }
    },
    async done(dialogId, version) {
      await write('outbox_done', [dialogKey(dialogId)], [version])
    },
  }
}

const nameOf = ({ dialogId, actId }: ActRef) => `${dialogId}:${actId}`

function actOf(name: string): ActRef {
  const [dialogId = '', actId = ''] = name.split(':')
  return { dialogId, actId }
}

function readKept(entry: string): KeptEvent {
  const [version, at, seq, since = '', priority, reason = '', skill = '', facts = '', ...rest] =
    entry.split('\n')
  const [serviceId = '', claimedAt, event = ''] = rest
  const wait = { shop: '', since, priority, reason, skill }
  return {
    version: Number(version),
    at: Number(at),
    seq: Number(seq),
    event,
    handoff: since === '' ? undefined : handoffOf(wait, JSON.parse(facts) as HandoffFacts),
    service: serviceId === '' ? undefined : { serviceId, claimedAt: Number(claimedAt) },
  }
}
