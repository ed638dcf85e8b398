// Owners of the dialogs in Redis: the owners at given keys, and the dialogs of one owner by a walk over all dialogs.
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

/** The owners of the dialogs at these keys, which lie on one node of a cluster. */
export async function ownersOf(commands: Commands, keys: readonly string[]): Promise<(string | null)[]> {
  const replies = await replyOf(commands.pipeline(keys.map(key => ['hget', key, 'owner'])).exec())
  return (replies ?? []).map(([error, owner]) => {
    if (error) throw storeAway(error)
    return owner as string | null
  })
}

/** Returns every dialog that lives during the whole walk at least once (SCAN's promise). */
export async function* ownedDialogs(commands: Commands, owner: string): AsyncGenerator<DialogId> {
  const nodes = commands instanceof Cluster ? commands.nodes('master') : [commands]
  for (const node of nodes) yield* ownedOn({ node, commands }, owner)
}

async function* ownedOn(
  { node, commands }: { readonly node: Redis; readonly commands: Commands },
  owner: string,
): AsyncGenerator<DialogId> {
  // SCAN takes and returns names with the prefix; the client adds it to the keys of every other command.
  const prefix = prefixOf(commands)
  let cursor = '0'
  do {
    const [next, names] = await replyOf(node.scan(cursor, 'MATCH', prefix + dialogKey(ANY), 'COUNT', PAGE))
    cursor = next
    const keys = names.map(name => name.slice(prefix.length))
    const owners = keys.length > 0 ? await ownersOf(commands, keys) : []
    yield* keys.flatMap((key, i) => (owners[i] === owner ? [idOf(key)] : []))
    await pause(PAUSE_MS)
  } while (cursor !== '0')
}

function idOf(key: string): DialogId {
  return key.slice(key.indexOf('{') + 1, key.indexOf('}'))
}
