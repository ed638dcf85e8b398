// Dialogs in Redis without their customers' asking: some fields at given keys, and the keys of all dialogs, page by page.
import { Cluster, type Redis } from 'ioredis'
import { pause } from '../../clock.js'
import type { DialogId } from '../../ids.js'
import type { Commands } from '../../redis/client.js'
import { replyOf, storeAway } from '../../redis/failure.js'
import { dialogKey } from '../../redis/keys.js'
import { prefixOf } from '../../redis/prefix.js'

/** First character of the owner in an erased dialog's mark; a hash of dialog and owner follows. */
export const ERASED = '-'

const ANY = '?'.repeat(32)
/** Pages are small and have a pause between them, so that the walk holds up neither Redis nor this process. */
const PAGE = 500
const PAUSE_MS = 1

/** These fields of the dialogs at these keys, which lie on one node of a cluster. */
export async function fieldsOf(
  commands: Commands,
  keys: readonly string[],
  fields: readonly string[],
): Promise<(string | null)[][]> {
  if (keys.length === 0) return []
  const replies = await replyOf(commands.pipeline(keys.map(key => ['hmget', key, ...fields])).exec())
  return (replies ?? []).map(([error, values]) => {
    if (error) throw storeAway(error)
    return values as (string | null)[]
  })
}

/** The live dialogs of an owner. */
export async function* ownedDialogs(commands: Commands, owner: string): AsyncGenerator<DialogId> {
  for await (const keys of dialogPages(commands)) {
    const rows = await fieldsOf(commands, keys, ['owner'])
    yield* keys.filter((_key, i) => rows[i]?.[0] === owner).map(idOf)
  }
}

/** The keys of every dialog that lives during the whole walk, at least once (SCAN's promise); a page lies on one node. */
export async function* dialogPages(commands: Commands): AsyncGenerator<readonly string[]> {
  const nodes = commands instanceof Cluster ? commands.nodes('master') : [commands]
  for (const node of nodes) yield* pagesOn(node, prefixOf(commands))
}

/** SCAN takes and returns names with the prefix; the client adds it to the keys of every other command. */
async function* pagesOn(node: Redis, prefix: string): AsyncGenerator<readonly string[]> {
  let cursor = '0'
  do {
    const [next, names] = await replyOf(node.scan(cursor, 'MATCH', prefix + dialogKey(ANY), 'COUNT', PAGE))
    cursor = next
    yield names.map(name => name.slice(prefix.length))
    await pause(PAUSE_MS)
  } while (cursor !== '0')
}

export function idOf(key: string): DialogId {
  return key.slice(key.indexOf('{') + 1, key.indexOf('}'))
}
