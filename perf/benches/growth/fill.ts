// Fills Redis with live dialogs, faster than turns could: each customer says a few turns, and what Redis then holds of that dialog is
// copied under other ids, many commands in one write.
import type { Redis } from 'ioredis'
import { Pool } from 'undici'
import { dialogKey, idempotencyKey, turnsKey } from '../../../src/redis/keys.js'
import { liveDialogOf } from '../../load/live-dialogs.js'

export interface FillOrder {
  readonly url: string
  readonly redis: Redis
  readonly tokens: readonly string[]
  /** Live dialogs of all customers together. */
  readonly live: number
  /** Turns of each. */
  readonly turns: number
}

const TTL_MS = 1_800_000
/** Copies in one write. */
const AT_ONCE = 1_000
/** Nothing in it is masked: what stands for a value is sealed to one dialog. */
const TEXT = '这件外套洗了会不会缩水，平时怎么打理比较好'

/** Each customer gets as many; resolves with how many there are. */
export async function fillWithDialogs({ url, redis, tokens, live, turns }: FillOrder): Promise<number> {
  const pool = new Pool(url, { connections: tokens.length })
  const owned = Math.floor(live / tokens.length)
  try {
    const originals = await Promise.all(tokens.map(token => talk(pool, token, turns)))
    for (const [customer, original] of originals.entries()) {
      const to = Array.from({ length: owned }, (_, n) => liveDialogOf(customer, tokens.length, n))
      await copy(redis, original, to)
    }
  } finally {
    await pool.close()
  }
  return owned * tokens.length
}

/** One dialog of so many turns; resolves with its id. */
async function talk(pool: Pool, token: string, turns: number): Promise<string> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  let dialogId: string | undefined
  for (let said = 0; said < turns; said++) {
    const body = JSON.stringify({ text: `${TEXT}${'？'.repeat(said % 2)}`, dialog_id: dialogId })
    const reply = await pool.request({ method: 'POST', path: '/chat', headers, body })
    const turn = (await reply.body.json()) as { readonly dialog_id?: string }
    if (reply.statusCode !== 200) throw new Error(`a turn of a dialog to copy ended with ${reply.statusCode}`)
    dialogId = turn.dialog_id
  }
  if (dialogId === undefined) throw new Error('a dialog to copy has no id')
  return dialogId
}

const keysOf = (id: string) => [dialogKey(id), turnsKey(id), idempotencyKey(id)]

async function copy(redis: Redis, original: string, ids: readonly string[]): Promise<void> {
  // A dialog without keys of idempotency has no hash of them.
  const values = await Promise.all(keysOf(original).map(key => redis.dumpBuffer(key)))
  const restored = (id: string) =>
    keysOf(id).flatMap((key, i) => (values[i] ? [['restore', key, TTL_MS, values[i], 'REPLACE']] : []))
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const commands = ids.slice(at, at + AT_ONCE).flatMap(restored)
    const replies = await redis.pipeline(commands).exec()
    const fault = replies?.find(([error]) => error)?.[0]
    if (fault) throw fault
  }
}
