// Builds the chats: the sources of answers, and the way of a turn over them.
import { type BlockedAnswers, createBlockedAnswers } from '../answer/blocked.js'
import type { Finish, Recall } from '../answer/mask-cache.js'
import type { Responder } from '../answer/responder.js'
import { createUnseenPictures } from '../answer/unseen-pictures.js'
import { type Clock, pause } from '../clock.js'
import type { Config } from '../config/config.js'
import { type ChatService, createChatService } from '../dialog/chat-service.js'
import type { Traces } from '../dialog/erasure.js'
import type { Actors } from '../dialog/turn/actors.js'
import { createLastWord } from '../dialog/turn/last-word.js'
import { createNewTurns } from '../dialog/turn/new-turn.js'
import { createOwnValues } from '../dialog/turn/own-values.js'
import { createPromise } from '../dialog/turn/promise.js'
import { createTurnRunner } from '../dialog/turn/run-turn.js'
import { createSealedTurns } from '../dialog/turn/sealed-turn.js'
import { createShowOwn } from '../dialog/turn/show-own.js'
import type { TurnDeps } from '../dialog/turn/turn-deps.js'
import type { Load } from '../dialog/turn/turn-meter.js'
import type { LevelState, LevelSwitch } from '../ladder/level.js'
import type { SignalRecorder } from '../ladder/signals.js'
import type { BudgetLevel, TokenBudget } from '../ladder/token-budget.js'
import type { Offload } from '../offload/offload.js'
import type { Log, WriteLine } from '../ops/log.js'
import type { Metrics } from '../ops/metrics.js'
import type { Sampling } from '../ops/sampling.js'
import { createTurnEnds } from '../ops/turn-ends.js'
import type { KeyedHash } from '../privacy/keyed-hash.js'
import { createSeal } from '../privacy/seal.js'
import { createVaults } from '../privacy/vaults.js'
import type { TextTable } from '../texts.js'
import type { AuditParts } from './audit.js'
import type { Cluster } from './cluster.js'
import type { HotAnswers } from './hot.js'
import { type News, watchedEnds } from './news.js'
import type { PictureParts } from './pictures.js'
import type { RefluxParts } from './reflux.js'
import type { SeatParts } from './seats.js'
import type { ShopParts } from './shop.js'
import type { State } from './state.js'
import type { Tracing } from './tracing.js'
import type { Webhooks } from './webhooks.js'

export interface ChatWiringDeps {
  readonly clock: Clock
  readonly log: Log
  readonly writeLine: WriteLine
  readonly sampling: Sampling
  readonly metrics: Metrics
  readonly news: Pick<News, 'turns'>
  readonly tracing: Pick<Tracing, 'watched'> | undefined
  readonly actors: Actors
  readonly processId: string
  readonly state: State
  readonly cluster: Cluster
  readonly seats: Pick<SeatParts, 'handoffRules' | 'showLive'>
  readonly hot: HotAnswers
  readonly reflux: RefluxParts
  readonly audit: Pick<AuditParts, 'heard'>
  readonly signals: Pick<SignalRecorder, 'turnEnded'>
  readonly finish: Finish
  readonly recall: Recall
  readonly admissionSet: { readonly overload: Load }
  readonly offload: Offload
  readonly responder: Responder
  readonly shop: Pick<ShopParts, 'toolAnswers'>
  readonly pictureParts: Pick<PictureParts, 'turnPictures'>
  readonly levels: LevelSwitch
  readonly budget: Pick<TokenBudget, 'level'>
  readonly webhooks: Pick<Webhooks, 'keepEvent' | 'erasedEventId' | 'erased' | 'erasedOwner'>
  readonly texts: TextTable
  readonly keyedHash: KeyedHash
  readonly secrets: { readonly dataKey: string }
  newId(): string
}

export function buildChats(config: Config, deps: ChatWiringDeps): ChatService {
  const { metrics, state, cluster, levels, log } = deps
  const logged = createTurnEnds({ write: deps.writeLine, metrics, sampling: deps.sampling })
  const watched = watchedEnds(logged, deps.clock, deps.news.turns)
  const ends = deps.tracing?.watched(watched) ?? watched
  const { lookup, share } = deps.hot
  const { handoffRules } = deps.seats
  const holdsValues = config.maskMode === 'placeholder'
  const sealedTurns = createSealedTurns(createSeal(deps.secrets.dataKey, 'promised turn'), {
    hasTools: config.toolsFile !== '',
    holdsValues,
  })
  const vaults = createVaults(createSeal(deps.secrets.dataKey, 'vault'))
  const { dialogs } = state
  const load = deps.admissionSet.overload
  const newTurns = createNewTurns({ ...deps, dialogs, lookup, load, unseal: sealedTurns.open })
  const { pendingTurns } = cluster
  const promise = createPromise({ clock: deps.clock, pendingTurns, ends, seal: sealedTurns.seal })
  const turnDeps: TurnDeps = {
    ...deps,
    promise,
    people: handoffRules.turnHandoff,
    lateAnswer: metrics.lateAnswerDropped,
    showLive: deps.seats.showLive,
    lookup,
    share,
    origin: deps.processId,
    tickets: cluster.tickets,
    renew: newTurns.renewAddress,
    toolAnswers: deps.shop.toolAnswers,
    level: shop => levelOf(levels.current(), deps.budget.level(shop)),
    audit: deps.audit.heard,
    blocked: blockedAnswers(deps.texts),
    ...(holdsValues && { ownValues: createOwnValues(vaults) }),
    pictures: deps.pictureParts.turnPictures,
    unseen: createUnseenPictures(({ language, shop }) => deps.texts.for(language, shop).people.picture),
  }
  const lastWord = createLastWord(
    turnDeps,
    ({ language, shop }) => deps.texts.for(language, shop).notices['vendor-away'],
  )
  return createChatService({
    clock: deps.clock,
    newTurns,
    run: handoffRules.watched(createTurnRunner(turnDeps)),
    lastWord,
    deadlineMs: config.turnDeadlineMs,
    dialogs,
    tickets: cluster.tickets,
    pendingTurns,
    promise,
    watching: cluster.watching,
    ends: {
      ...ends,
      answered(turn, reply) {
        ends.answered(turn, reply)
        deps.reflux.answered(turn, reply)
        handoffRules.answered(turn, reply)
      },
    },
    showOwn: createShowOwn(vaults),
    worked: deps.signals.turnEnded,
    erasing: {
      pending: state.pending,
      bus: cluster.bus,
      traces: tracesOf(deps),
      pause,
      keepEvent: deps.webhooks.keepEvent,
      erasedEventId: deps.webhooks.erasedEventId,
    },
    onBug: (err, turn) => log.error({ err, trace_id: turn.order.trace.traceId }, 'turn broke'),
  })
}

/** A budget raises its shop's level and lowers none, not even one that an operator has fixed. */
function levelOf({ level }: LevelState, budget: BudgetLevel): LevelState['level'] {
  return level < budget ? budget : level
}

function blockedAnswers(texts: TextTable): BlockedAnswers {
  return createBlockedAnswers({
    question: ({ language, shop }, blocked) =>
      texts.for(language, shop)[blocked === 'handoff' ? 'blockedHandoff' : 'blocked'],
    answer: ({ language, shop }) => texts.for(language, shop).blockedAnswer,
  })
}

/** Data about dialogs outside their records. */
function tracesOf({
  reflux: { intake },
  state: { conversations, opinions },
  webhooks,
}: ChatWiringDeps): Traces {
  return {
    drop: intake.drop,
    dropOwner: intake.dropOwner,
    async erase(dialogId, { owner }) {
      await intake.erase(dialogId)
      await conversations.erase({ owner }, dialogId)
      await opinions.erase(dialogId)
      await webhooks.erased(dialogId)
    },
    async eraseOwner(owner) {
      await intake.eraseOwner(owner)
      await conversations.erase({ owner })
      await webhooks.erasedOwner(owner)
    },
  }
}
