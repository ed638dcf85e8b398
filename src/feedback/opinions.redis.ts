// Opinions in Redis: fields of their dialog's own hash, so that they live and are deleted with it, and an index of the
// dialogs that have some.
import { hasTexts, isRecord, readJson } from '../json.js'
import type { Commands } from '../redis/client.js'
import { replyOf } from '../redis/failure.js'
import { dialogKey, opinionsKey } from '../redis/keys.js'
import type { RunScript, WriteScript } from '../redis/scripts.js'
import {
  type DialogOpinions,
  fieldOf,
  type Kept,
  type Opinion,
  type OpinionLimits,
  type Opinions,
} from './opinions.js'

export interface RedisOpinionsDeps {
  readonly commands: Commands
  readonly run: RunScript
  readonly write: WriteScript
  /** Called with each opinion that cannot be read and is left out. */
  readonly onStray: (topic: string) => void
}

/** Dialogs read at once. */
const PAGE = 50

export function createRedisOpinions(
  { commands, run, write, onStray }: RedisOpinionsDeps,
  { entriesMost, dialogsMost }: OpinionLimits,
): Opinions {
  async function page(dialogIds: readonly string[]): Promise<DialogOpinions[]> {
    const replies = await Promise.all(dialogIds.map(dialogId => run('opinions_read', [dialogKey(dialogId)])))
    const ended = dialogIds.filter((_dialogId, i) => replies[i] === 'a')
    if (ended.length > 0) await replyOf(commands.zrem(opinionsKey, ...ended))
    return dialogIds.flatMap((dialogId, i) => {
      const opinions = opinionsIn(replies[i] ?? 'a', onStray)
      return opinions.length === 0 ? [] : [{ dialogId, opinions }]
    })
  }

  return {
    async keep({ dialogId, owner, opinion, once, event = '' }) {
      // The pointer first: one that points to nothing is dropped by the next export.
      await write('opinion_index', [opinionsKey], [dialogId, dialogsMost])
      const key = once ? [`u${once.key}`, once.body] : ['', '']
      const entry = [fieldOf(opinion), JSON.stringify(opinion), ...key, entriesMost, event]
      return keptOf(await write('opinion_keep', [dialogKey(dialogId)], [owner, ...entry]))
    },
    of: async dialogId => opinionsIn(await run('opinions_read', [dialogKey(dialogId)]), onStray),
    async *all() {
      const dialogIds = await replyOf(commands.zrange(opinionsKey, '0', '-1'))
      for (let from = 0; from < dialogIds.length; from += PAGE)
        yield* await page(dialogIds.slice(from, from + PAGE))
    },
    erase: async dialogId => void (await replyOf(commands.zrem(opinionsKey, dialogId))),
  }
}

function keptOf(reply: string): Kept {
  if (reply === 'a') return { kind: 'absent' }
  if (reply === 'k') return { kind: 'key-reused' }
  if (reply === 'f') return { kind: 'full' }
  const [at = '', before = ''] = reply.slice(1).split('\n', 2)
  if (reply[0] === 'd') return { kind: 'repeated', at: Number(at) }
  return { kind: 'kept', at: Number(at), before: before === '' ? undefined : opinionOf(before) }
}

/** An opinion is kept as its time, a blank, and JSON. */
function opinionOf(stored: string): (Opinion & { readonly at: number }) | undefined {
  const [, at, json = ''] = /^(\d+) (.*)$/s.exec(stored) ?? []
  const opinion = readJson(json, isOpinion)
  return opinion && { ...opinion, at: Number(at) }
}

function isOpinion(value: unknown): value is Opinion {
  if (!isRecord(value) || !hasTexts(value, 'shop', 'variant')) return false
  if (value.kind === 'service') return hasTexts(value, 'serviceId', 'sub') && isScore(value.score)
  if (!hasTexts(value, 'turnId', 'source')) return false
  return value.kind === 'rating'
    ? value.score === 1 || value.score === -1
    : value.kind === 'report' && hasTexts(value, 'reportId', 'grievance')
}

function isScore(value: unknown): boolean {
  return value === undefined || (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 5)
}

function opinionsIn(reply: string, onStray: (topic: string) => void): DialogOpinions['opinions'] {
  const lines = reply.slice(1)
  const read = lines === '' ? [] : lines.split('\n').map(opinionOf)
  const opinions = read.filter(one => one !== undefined)
  for (let strays = read.length - opinions.length; strays > 0; strays--) onStray('opinion')
  return opinions.sort((one, other) => one.at - other.at)
}
