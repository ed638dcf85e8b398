// Confirmations in Redis: fields of their dialog's own hash. A confirmation is three lines: its state (letter, attempt,
// end of the claim, end of its time, tool, hash), the shown part, and the sealed part or its end. turn_commit writes
// the first form.
import { dialogKey } from '../../redis/keys.js'
import type { RunScript, WriteScript } from '../../redis/scripts.js'
import type { WaitReplicas } from '../../redis/wait-replicas.js'
import type { Proposal, ProposedWrite } from '../../shop/proposal.js'
import type {
  ConfirmationEnd,
  ConfirmationRef,
  ConfirmationState,
  Confirmations,
  ConfirmationView,
  Decider,
} from './confirmations.js'
import { wordOf } from './word.js'

export interface RedisConfirmationDeps {
  readonly run: RunScript
  readonly write: WriteScript
  /** Passed before a write is sent to the shop, and before an end counts. */
  readonly replicated: WaitReplicas
}

export function createRedisConfirmations({ run, write, replicated }: RedisConfirmationDeps): Confirmations {
  return {
    async look({ dialogId, confirmId }, decider) {
      const reply = await run('confirmation_look', [dialogKey(dialogId)], [confirmId, ...askedBy(decider)])
      if (reply === 'a') return { kind: 'absent' }
      if (reply === 'x') return { kind: 'not-held' }
      return { kind: 'seen', view: viewOf(reply) }
    },
    async claim({ dialogId, confirmId }: ConfirmationRef, decider, { attempt, leaseMs }) {
      const key = dialogKey(dialogId)
      const args = [confirmId, ...askedBy(decider), attempt, leaseMs]
      const reply = await write('confirmation_claim', [key], args)
      if (reply !== 'c') return false
      await replicated(key)
      return true
    },
    async settle({ dialogId, confirmId }, attempt, end) {
      const key = dialogKey(dialogId)
      const args = [confirmId, attempt ?? '-', JSON.stringify(end)]
      const reply = await write('confirmation_settle', [key], args)
      if (reply !== 's') return false
      await replicated(key)
      return true
    },
  }
}

/** A proposal as turn_commit stores it. */
export function packProposal({ shown, bond }: Proposal): string {
  const { confirmId, ttlMs, tool } = shown
  return `${confirmId} ${ttlMs} ${tool} ${bond.hash}\n${JSON.stringify(shown)}\n${bond.sealed}`
}

/** The decider as scripts take one. */
export function askedBy(decider: Decider): [owner: string, shop: string, seat: string] {
  return decider.kind === 'customer' ? [decider.owner, '', ''] : ['', decider.shop, wordOf(decider.sub)]
}

function viewOf(reply: string): ConfirmationView {
  const [known = '', head = '', shown = '', rest = ''] = reply.split('\n')
  const [now, owner = ''] = known.slice(1).split(' ')
  return {
    owner,
    shown: JSON.parse(shown) as ProposedWrite,
    state: stateOf(head.split(' '), rest, Number(now)),
  }
}

function stateOf(head: readonly string[], rest: string, now: number): ConfirmationState {
  const [letter, attempt = '', until, expiresAt, , hash = ''] = head
  if (letter === 'd') return { kind: 'ended', end: JSON.parse(rest) as ConfirmationEnd }
  if (letter === 'e') return { kind: 'executing', attempt, isLost: now >= Number(until) }
  const isOpen = letter === 'o' && now < Number(expiresAt)
  return isOpen ? { kind: 'open', bond: { hash, sealed: rest } } : { kind: 'expired' }
}
