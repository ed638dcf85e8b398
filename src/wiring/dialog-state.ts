// Builds what is kept of dialogs: their turns and who talks in them, over one set of records.
import type { Clock } from '../clock.js'
import type { Confirmations } from '../dialog/store/confirmations.js'
import { createMemoryConfirmations } from '../dialog/store/confirmations.memory.js'
import { createRedisConfirmations } from '../dialog/store/confirmations.redis.js'
import { emptyState } from '../dialog/store/dialog-shelf.js'
import type { DialogWalk } from '../dialog/store/dialog-walk.js'
import { createMemoryDialogWalk } from '../dialog/store/dialog-walk.memory.js'
import { createRedisDialogWalk } from '../dialog/store/dialog-walk.redis.js'
import type { Dialogs } from '../dialog/store/dialogs.js'
import { createMemoryDialogs } from '../dialog/store/dialogs.memory.js'
import { createRedisDialogs, type RedisDialogDeps } from '../dialog/store/dialogs.redis.js'
import type { Handovers } from '../dialog/store/handovers.js'
import { createMemoryHandovers } from '../dialog/store/handovers.memory.js'
import { createRedisHandovers } from '../dialog/store/handovers.redis.js'
import type { LeftMessages } from '../dialog/store/left-messages.js'
import { createMemoryLeftMessages } from '../dialog/store/left-messages.memory.js'
import { createRedisLeftMessages } from '../dialog/store/left-messages.redis.js'
import type { DialogLimits } from '../dialog/store/limits.js'
import type { Outbox } from '../dialog/store/outbox.js'
import { createMemoryOutbox } from '../dialog/store/outbox.memory.js'
import { createRedisOutbox } from '../dialog/store/outbox.redis.js'
import type { DialogPictures } from '../dialog/store/pictures.js'
import { createMemoryPictures } from '../dialog/store/pictures.memory.js'
import { createRedisPictures } from '../dialog/store/pictures.redis.js'
import type { Services } from '../dialog/store/services.js'
import { createMemoryServices } from '../dialog/store/services.memory.js'
import { createRedisServices } from '../dialog/store/services.redis.js'
import { createTurnCommits } from '../dialog/store/turn-commits.redis.js'
import type { ProcessId } from '../ids.js'
import type { RedisClient } from '../redis/client.js'
import type { DeskBoards } from '../seats/board.js'
import { createMemoryBoards } from '../seats/board.memory.js'
import { createRedisBoards } from '../seats/board.redis.js'

export interface DialogState {
  readonly dialogs: Dialogs
  readonly walk: DialogWalk
  readonly handovers: Handovers
  readonly leftMessages: LeftMessages
  /** Services closed by seats. */
  readonly services: Services
  /** Proposed writes, and what became of them. */
  readonly confirmations: Confirmations
  /** Pictures of customers, sealed. */
  readonly pictures: DialogPictures
  /** Events that the dialogs keep until they are moved. */
  readonly outbox: Outbox
  /** Boards of the desk. */
  readonly boards: DeskBoards
}

export function memoryDialogState(
  deps: { readonly clock: Clock; newId(): string },
  limits: DialogLimits,
): DialogState {
  const records = emptyState()
  return {
    dialogs: createMemoryDialogs(deps, limits, records),
    walk: createMemoryDialogWalk(deps.clock, limits, records),
    handovers: createMemoryHandovers(deps, limits, records),
    leftMessages: createMemoryLeftMessages(deps.clock, limits, records),
    services: createMemoryServices(deps.clock, limits, records),
    confirmations: createMemoryConfirmations(deps.clock, limits, records),
    pictures: createMemoryPictures(deps.clock, limits, records),
    outbox: createMemoryOutbox(deps.clock, limits, records),
    boards: createMemoryBoards(deps.clock),
  }
}

interface RedisStateDeps {
  readonly redis: RedisClient
  readonly processId: ProcessId
}

export function redisDialogState(
  given: Omit<RedisDialogDeps, 'commands' | 'nodeHealth' | 'commitTurn'> & RedisStateDeps,
  limits: DialogLimits,
): DialogState {
  const deps = { ...given, ...given.redis, commitTurn: createTurnCommits(given, limits) }
  return {
    dialogs: createRedisDialogs(deps, limits),
    walk: createRedisDialogWalk(deps.commands),
    handovers: createRedisHandovers(deps, limits),
    leftMessages: createRedisLeftMessages(deps.write, limits),
    services: createRedisServices(deps),
    confirmations: createRedisConfirmations(deps),
    pictures: createRedisPictures(deps),
    outbox: createRedisOutbox(deps),
    boards: createRedisBoards(deps),
  }
}
