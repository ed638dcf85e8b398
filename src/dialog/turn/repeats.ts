// The turns with a key that run in this process: an order that repeats one joins it and makes no turn of its own.
import { KeyedInFlight } from '../../in-flight.js'
import { Problem } from '../../problem.js'
import type { Audience } from './audience.js'
import type { Named } from './new-turn.js'
import type { Turn } from './turn.js'

/** A running turn and its clients. */
export interface Running {
  readonly turn: Turn
  readonly audience: Audience
}

export interface Repeats {
  /** The running turn that the order repeats: same customer, key and dialog. Throws Problem 'key-reused' when the text
   *  is another one. */
  find(order: Named): Running | undefined
  add(running: Running): void
  remove(turn: Turn): void
}

export function createRepeats(): Repeats {
  /** By key, which is a hash of the customer's id as well. As a rule, a key is in use for one dialog at a time. */
  const byKey = new KeyedInFlight<Running[]>()

  return {
    find({ key, textHash, address, order }) {
      const isRepeated = ({ turn }: Running) =>
        turn.order.customer.owner === order.customer.owner &&
        // A turn whose dialog did not exist has another address by now.
        (turn.order.dialogId === order.dialogId || turn.address.dialogId === address.dialogId)
      const found = byKey.get(key)?.find(isRepeated)
      if (found && found.turn.textHash !== textHash) throw new Problem('key-reused')
      return found
    },
    add(running) {
      const { key } = running.turn
      if (key !== '') byKey.set(key, [...(byKey.get(key) ?? []), running])
    },
    remove(turn) {
      if (turn.key === '') return
      const left = (byKey.get(turn.key) ?? []).filter(running => running.turn !== turn)
      if (left.length === 0) byKey.delete(turn.key)
      else byKey.set(turn.key, left)
    },
  }
}
