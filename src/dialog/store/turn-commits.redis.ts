// The commits of one turn of the event loop go to Redis as one call of the script: a call costs Redis some 4 µs besides its
// work, and this process a promise, a timeout and a reply of their own.
import { Cluster } from 'ioredis'
import type { RedisClient } from '../../redis/client.js'
import type { WriteScript } from '../../redis/scripts.js'
import type { Proposal } from '../../shop/proposal.js'
import { CONFIRMATIONS_KEPT } from './confirmations.js'
import { packProposal } from './confirmations.redis.js'
import { type DialogLimits, KEYS_KEPT } from './limits.js'

/** What turn_commit.lua is told of one turn. */
export interface TurnCommit {
  /** The dialog, its turns and its keys. */
  readonly keys: readonly string[]
  readonly turnId: string
  readonly origin: string
  readonly owner: string
  readonly opening: string
  readonly isFirst: boolean
  readonly builtOn: string
  readonly last: string
  readonly result: string
  readonly key: string
  readonly textHash: string
  readonly vault: string | undefined
  readonly proposal: Proposal | undefined
}

/** Resolves with the script's reply about this turn. Throws as WriteScript does. */
export type CommitTurn = (turn: TurnCommit) => Promise<string>

export interface TurnCommitDeps {
  readonly write: WriteScript
  readonly redis: Pick<RedisClient, 'commands' | 'loopEnd'>
}

/** Redis serves nobody else while it commits: 16 turns take it 0.3 ms. */
export const TOGETHER_MOST = 16

interface Waiting {
  readonly turn: TurnCommit
  resolve(reply: string): void
  reject(reason: unknown): void
}

export function createTurnCommits(deps: TurnCommitDeps, limits: DialogLimits): CommitTurn {
  const { write, redis } = deps
  // In a cluster the keys of two dialogs may lie on two nodes.
  const most = redis.commands instanceof Cluster ? 1 : TOGETHER_MOST
  const shared = [limits.ttlMs, limits.keepTurns, KEYS_KEPT, CONFIRMATIONS_KEPT]
  let waiting: Waiting[] = []

  async function call(turns: readonly TurnCommit[]): Promise<readonly string[]> {
    const keys: string[] = []
    const args: (string | number)[] = [...shared]
    for (const turn of turns) {
      keys.push(...turn.keys)
      pushArgs(args, turn)
    }
    return (await write('turn_commit', keys, args)).split('\0')
  }

  /** A commit that failed in a shared call is sent again alone, so that its error reaches only its own turn. Part of it
   *  may have been done. */
  async function alone({ turn, resolve, reject }: Waiting): Promise<void> {
    await call([{ ...turn, isFirst: false }]).then(([reply = '']) => resolve(reply), reject)
  }

  async function send(): Promise<void> {
    const together = waiting
    if (together.length === 0) return
    waiting = []
    try {
      const replies = await call(together.map(({ turn }) => turn))
      for (const [at, one] of together.entries()) {
        const reply = replies[at]
        if (reply === undefined || reply === 'e') void alone(one)
        else one.resolve(reply)
      }
    } catch (error) {
      for (const { reject } of together) reject(error)
    }
  }

  return turn =>
    new Promise((resolve, reject) => {
      waiting.push({ turn, resolve, reject })
      if (waiting.length === most) void send()
      else if (waiting.length === 1) redis.loopEnd.make(send)
    })
}

/** What most turns do not have stands at the end and is left out: each argument costs Redis and this process time. */
function pushArgs(args: (string | number)[], turn: TurnCommit): void {
  const { turnId, origin, owner, opening, isFirst, builtOn, last, result } = turn
  const { key, textHash, vault = '', proposal } = turn
  const some = [key, textHash, vault, proposal ? packProposal(proposal) : '']
  while (some.at(-1) === '') some.pop()
  args.push(8 + some.length, turnId, origin, owner, opening, isFirst ? 'f' : '')
  args.push(builtOn, last, result, ...some)
}
