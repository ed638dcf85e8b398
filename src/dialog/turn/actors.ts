// The fixed set of serialisers of this process: hash(dialog id) picks the actor, which holds a mailbox for each dialog.
// run-turn.ts runs a turn in its slot; tickets.ts decides the order of turns over the cluster.
import type { DialogId } from '../../ids.js'
import { KeyedInFlight } from '../../in-flight.js'
import { createMailbox, type Mailbox, type Slot } from './mailbox.js'

export interface Actors {
  /** A place behind the earlier turns of the dialog, or undefined when its mailbox is full. */
  post(to: MailboxRef): Slot | undefined
  /** As post, however full the mailbox is. */
  squeeze(to: MailboxRef): Slot
  /** Turns in all mailboxes. */
  depth(): number
}

/** Names a mailbox by dialog and customer. Another customer who names the dialog has another mailbox, and so neither
 *  takes the owner's places nor learns whether they are taken. */
export interface MailboxRef {
  readonly owner: string
  readonly dialogId: DialogId
}

export interface ActorLimits {
  /** Number of actors. */
  readonly count: number
  /** Turns of one dialog that may wait, besides the one that runs. */
  readonly mailboxMax: number
}

export function createActors({ count, mailboxMax }: ActorLimits): Actors {
  const actors = Array.from({ length: count }, () => new KeyedInFlight<Mailbox>())

  const mailboxOf = ({ owner, dialogId }: MailboxRef): Mailbox => {
    const actor = actors[actorIndex(dialogId, count)] as KeyedInFlight<Mailbox>
    const name = dialogId + owner
    let mailbox = actor.get(name)
    if (mailbox === undefined) {
      mailbox = createMailbox(mailboxMax + 1, () => actor.delete(name))
      actor.set(name, mailbox)
    }
    return mailbox
  }

  return {
    post: to => mailboxOf(to).post(),
    squeeze: to => mailboxOf(to).squeeze(),
    depth: () => actors.reduce((sum, actor) => sum + depthOf(actor), 0),
  }
}

/** Which of `count` actors holds the dialog. Ids are random, so their first 32 bits are hash enough. */
export function actorIndex(dialogId: DialogId, count: number): number {
  return Number.parseInt(dialogId.slice(0, 8), 16) % count
}

function depthOf(actor: KeyedInFlight<Mailbox>): number {
  return actor.all().reduce((sum, mailbox) => sum + mailbox.size(), 0)
}
