// Contract of the pictures that come with questions; src/pictures/turn-pictures.ts has them.
import type { DialogId, ImageId } from '../../ids.js'
import { Problem } from '../../problem.js'
import { picturesOfSubject } from '../../shop/subject.js'
import type { StopSignal } from '../../stop.js'
import type { Turn } from './turn.js'

/** The part of a turn that pictures need. */
export interface PicturedTurn {
  readonly dialogId: DialogId
  readonly owner: string
  readonly ids: readonly ImageId[]
  /** Epoch milliseconds: the end of the turn. */
  readonly deadlineAt: number
}

export interface TurnPictures {
  /** Text in pictures is read. */
  readonly isReading: boolean
  /** True when all are pictures of this customer's dialog. Throws Problem 'store-away'. */
  areOf(turn: PicturedTurn): Promise<boolean>
  /** The texts that could be read, raw. Throws Problem 'store-away'. */
  read(turn: PicturedTurn, signal: StopSignal): Promise<readonly string[]>
}

/** With IMAGES=off. */
export const noPictures: TurnPictures = { isReading: false, areOf: async () => false, read: async () => [] }

/** Undefined when no pictures came with the question. */
export function picturedOf({ order, address }: Turn): PicturedTurn | undefined {
  const ids = picturesOfSubject(order.subject)
  const { dialogId } = address
  const { customer, deadlineAt } = order
  return ids.length === 0 ? undefined : { dialogId, owner: customer.owner, ids, deadlineAt }
}

/** Throws Problem 'invalid-field' unless the pictures are of the turn's dialog. */
export async function checkPictures(turn: Turn, pictures: TurnPictures): Promise<void> {
  const pictured = picturedOf(turn)
  // A promised turn was checked before it was promised.
  if (pictured === undefined || turn.isPromised || (await pictures.areOf(pictured))) return
  const errors = [{ field: '/attachments', message: 'names a picture that this dialog does not have' }]
  throw new Problem('invalid-field', { errors })
}
