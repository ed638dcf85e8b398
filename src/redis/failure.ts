// Tells a command's faults apart: a store that cannot serve now, or a bug of ours.
import { Problem } from '../problem.js'

/** The first word of a Redis error is its code by protocol; '' for errors that Redis did not send. */
export function errorCode(error: unknown): string {
  const sent = error instanceof Error && error.name === 'ReplyError'
  return sent ? (error.message.split(' ', 1)[0] ?? '') : ''
}

/** Codes that say our command is wrong, not that the store is away. */
const ownFaults = new Set(['ERR', 'WRONGTYPE', 'CROSSSLOT', 'NOPERM'])

/** The reply to a command. Throws Problem 'store-away'. */
export async function replyOf<T>(command: Promise<T>): Promise<T> {
  try {
    return await command
  } catch (error) {
    throw storeAway(error)
  }
}

/** The Problem for a store that cannot serve; a fault of ours, or what is a Problem already, is thrown on as it is. */
export function storeAway(error: unknown): unknown {
  return error instanceof Problem || ownFaults.has(errorCode(error))
    ? error
    : new Problem('store-away', { cause: error })
}
