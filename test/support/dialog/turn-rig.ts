// One turn over the real tickets, store in memory, responder and blocked answers, in fake time. The worker, the vendor
// and the lookups are fakes that write their calls to one log; the test sets the time that each takes.

import { newId, owner, turnOf, unknown } from '../../../perf/load/dialog-turns.js'
import type { Draft } from '../../../src/answer/answer.js'
import { type BlockedAnswers, createBlockedAnswers } from '../../../src/answer/blocked.js'
import type { Known } from '../../../src/answer/lookup.js'
import { createResponder } from '../../../src/answer/responder.js'
import type { MakeShared } from '../../../src/answer/shared-answer.js'
import { noToolAnswers, type ToolAnswers } from '../../../src/answer/tool-answers.js'
import { createUnseenPictures } from '../../../src/answer/unseen-pictures.js'
import type { Sink, TurnOrder } from '../../../src/dialog/chat.js'
import type { Orphan } from '../../../src/dialog/store/dialogs.js'
import { createActors } from '../../../src/dialog/turn/actors.js'
import { noHandoff, type TurnHandoff } from '../../../src/dialog/turn/handed-turn.js'
import { createLastWord } from '../../../src/dialog/turn/last-word.js'
import { createLiveTurns } from '../../../src/dialog/turn/live-turns.js'
import { createNewTurns, type Started } from '../../../src/dialog/turn/new-turn.js'
import { createOwnValues } from '../../../src/dialog/turn/own-values.js'
import { noPictures, type TurnPictures } from '../../../src/dialog/turn/pictured.js'
import { createPromise } from '../../../src/dialog/turn/promise.js'
import { createTurnRunner } from '../../../src/dialog/turn/run-turn.js'
import { createSealedTurns } from '../../../src/dialog/turn/sealed-turn.js'
import { createShowOwn } from '../../../src/dialog/turn/show-own.js'
import type { Turn } from '../../../src/dialog/turn/turn.js'
import type { TurnDeps } from '../../../src/dialog/turn/turn-deps.js'
import type { Load } from '../../../src/dialog/turn/turn-meter.js'
import type { Llm, LlmRequest, LlmResult } from '../../../src/llm/llm.js'
import type { Hit, Offload, PieceJob } from '../../../src/offload/offload.js'
import type { HeldValue } from '../../../src/privacy/placeholders.js'
import { createSeal } from '../../../src/privacy/seal.js'
import { createVaults } from '../../../src/privacy/vaults.js'
import { Problem } from '../../../src/problem.js'
import { encodeMessage } from '../../../src/prompt/fragment.js'
import type { StopSignal } from '../../../src/stop.js'
import { createCluster } from './cluster.js'

/** The surroundings of a turn. */
export interface Stage {
  /** The lookups' findings about the question. */
  readonly known?: { readonly draft?: Draft; readonly isNumbered?: boolean }
  /** Makes the vendor's answer; events before the answer happen in this call. */
  readonly vendor?: (call: VendorCall) => Promise<string> | string
  /** Milliseconds that the worker takes for a job, the vendor for an answer, the store for a call. */
  readonly takes?: { readonly worker?: number; readonly vendor?: number; readonly store?: number }
  /** The worker has failed. */
  readonly isMaskBroken?: boolean
  /** The store cannot be asked. */
  readonly isStoreAway?: boolean
  /** The process knows the pasts of its dialogs. */
  readonly isPastKnown?: boolean
  readonly share?: MakeShared
  readonly people?: TurnHandoff
  readonly toolAnswers?: ToolAnswers
  /** The vendor sees placeholders. */
  readonly holdsValues?: boolean
  readonly pictures?: TurnPictures
}

export interface VendorCall {
  readonly prompt: string
  readonly signal: StopSignal
  delta(text: string): void
}

const silent: Sink = { accepted: () => {}, delta: () => {}, end: () => {}, fail: () => {} }

const telephone = /1\d{10}/g
const hitsIn = (text: string): Hit[] =>
  [...text.matchAll(telephone)].map(({ index }) => ({
    kind: 'phone',
    rule: 'phone',
    start: index,
    hash: 'h',
  }))
const STARS = '1**********'
const masked = (text: string) => text.replaceAll(telephone, STARS)
/** The stars are as long as a number. */
const heldIn = (text: string): HeldValue[] =>
  [...text.matchAll(telephone)].map(({ index, 0: value }) => ({
    kind: 'mobile',
    value,
    stars: STARS,
    start: index,
  }))
const blockedIn = (text: string) => (text.includes('禁词') ? ({ blocked: 'refuse' } as const) : {})

export async function openStage(stage: Stage = {}) {
  const { start, dialogs, handovers, time } = createCluster()
  const process = await start()
  /** The calls to all parts, in order. */
  const log: string[] = []
  /** All texts that left the process or were stored, except those of the sink. */
  const seen: string[] = []
  const work = { ownMs: 0, running: 0 }

  const asked = (what: string, ms = 0) => {
    log.push(what)
    time.move(ms)
  }
  const job = (what: string) => {
    asked(what, stage.takes?.worker)
    if (stage.isMaskBroken) throw new Problem('masking-failed')
  }
  const offload: Offload = {
    async prepare({ text }) {
      job('prepare')
      const content = masked(text)
      return {
        masked: content,
        fragment: encodeMessage('user', content),
        hits: hitsIn(text),
        matches: [],
        ...blockedIn(text),
        ...(stage.holdsValues && heldIn(text).length > 0 && { held: heldIn(text) }),
      }
    },
    async finish(text) {
      job('finish')
      const content = masked(text)
      return {
        masked: content,
        fragment: encodeMessage('assistant', content),
        hits: hitsIn(text),
        ...blockedIn(text),
      }
    },
    check: async text => ({ masked: text, fragment: encodeMessage('assistant', text), hits: [] }),
    publish: async text => ({ masked: text, fragment: encodeMessage('assistant', text), hits: [] }),
    piece: async ({ text }: PieceJob) => ({
      released: masked(text),
      state: { raw: '', base: 0, from: 0, released: 0, isStopped: false },
    }),
    threads: 1,
    waiting: () => 0,
    adoptFaq: () => undefined,
    adoptBlock: () => undefined,
    ageMs: () => 0,
    close: async () => undefined,
  }
  const llm: Llm = {
    async ask(request: LlmRequest, signal, onDelta): Promise<LlmResult> {
      asked('vendor', stage.takes?.vendor)
      seen.push(request.messages)
      const text = await (stage.vendor ?? (() => '明天发货'))({
        prompt: request.messages,
        signal,
        delta: piece => onDelta?.(piece),
      })
      const vendorMs = stage.takes?.vendor ?? 0
      return { kind: 'answered', text, isTruncated: false, usage: undefined, vendorMs, vendor: 'primary' }
    },
    close: async () => undefined,
  }
  const store = (what: string, written?: { readonly text: string }) => {
    asked(what, stage.takes?.store)
    if (stage.isStoreAway) throw new Problem('store-away')
    seen.push(JSON.stringify(written ?? ''))
  }
  const { tickets } = process
  const actors = createActors({ count: 1, mailboxMax: 8 })
  const known: Known = { ...unknown, isNumbered: stage.known?.isNumbered === true }
  const load: Load = {
    workStarted: () => void work.running++,
    workEnded(ms) {
      work.running--
      work.ownMs += ms
    },
  }
  const holdsValues = stage.holdsValues === true
  const sealedTurns = createSealedTurns(createSeal('key', 'promised turn'), { hasTools: true, holdsValues })
  const vaults = createVaults(createSeal('key', 'vault'))
  const newTurns = createNewTurns({
    clock: time,
    actors,
    newId,
    lookup: { classify: () => known },
    load,
    unseal: sealedTurns.open,
    dialogs: { idFor: (_owner, digits) => digits },
    keyedHash: (...parts) => parts.join('-').padEnd(32, '0').slice(0, 32),
  })
  const blocked: BlockedAnswers = createBlockedAnswers({
    question: () => '换个问题吧',
    answer: () => '换个说法吧',
  })
  const turnDeps: TurnDeps = {
    clock: time,
    offload,
    blocked,
    origin: process.processId,
    renew: newTurns.renewAddress,
    tickets: {
      async enter(turn, options, signal) {
        store('begin', turn)
        return tickets.enter(turn, options, signal)
      },
      trustedPast: turn => (stage.isPastKnown ? tickets.trustedPast(turn) : undefined),
      async queue(turn) {
        store('queue', turn)
        await tickets.queue(turn)
      },
      hold(turn) {
        if (stage.isStoreAway) throw new Problem('store-away')
        tickets.hold(turn)
      },
      async commit(write, signal) {
        store('commit', write)
        return tickets.commit(write, signal)
      },
      async commitReady(write, options, signal) {
        store('commit-ready', write)
        return tickets.commitReady(write, options, signal)
      },
      takeBack: turn => tickets.takeBack(turn),
    },
    lookup: { find: (_known, level) => ({ level, draft: stage.known?.draft, isPaid: true }) },
    share: stage.share ?? ((_turned, make) => make()),
    responder: createResponder({
      llm,
      offload,
      notice: () => '请稍后再来',
      guess: (_language, answer) => answer,
      silence: () => '没有人工',
      prompting: {
        system: () => encodeMessage('system', '你是客服'),
        maxTokens: 200,
        temperature: 0,
        isGrounded: () => false,
        isBuiltIn: () => false,
      },
    }),
    toolAnswers: stage.toolAnswers ?? noToolAnswers,
    ...(holdsValues && { ownValues: createOwnValues(vaults) }),
    pictures: stage.pictures ?? noPictures,
    unseen: createUnseenPictures(() => '图片看不到'),
    finish: async draft => ({ draft, ...(await offload.finish(draft.text)) }),
    recall: text => ({ masked: text, fragment: encodeMessage('user', text), hits: [], matches: [] }),
    level: () => 0,
    promise: createPromise({
      clock: time,
      pendingTurns: process.pendingTurns,
      ends: { promised: () => undefined },
      seal: sealedTurns.seal,
    }),
    people: stage.people ?? noHandoff,
    lateAnswer: () => void log.push('late answer'),
    showLive: ({ order }) => void log.push(`shown ${order.text}`),
    audit: (_turn, hits, place) => void log.push(...hits.map(({ kind }) => `${kind} in ${place}`)),
  }
  const run = createTurnRunner(turnDeps)

  /** A turn that a client posted. */
  function post(own: Partial<TurnOrder> = {}, streams = false): Started & { readonly told: string[] } {
    const told: string[] = []
    const sink: Sink = {
      accepted: ({ dialogId }) => void told.push(`accepted ${dialogId}`),
      delta: text => void told.push(`delta ${text}`),
      end: ({ turn }) => void told.push(`end ${turn.answer.text}`),
      fail: ({ kind }) => void told.push(`fail ${kind}`),
    }
    const order: TurnOrder = {
      customer: { role: 'customer', uid: 'u1', owner, shop: 'main', expiresAt: 0 },
      text: '什么时候发货',
      language: 'zh',
      trace: { traceId: newId(), traceparent: '' },
      admittedAt: time.now(),
      deadlineAt: time.now() + 30_000,
      announces: false,
      known,
      ...own,
    }
    return { ...newTurns.fromOrder(newTurns.name(order), { sink, streams }), told }
  }

  const live = createLiveTurns({
    run,
    lastWord: createLastWord(turnDeps, () => '请稍后再来'),
    clock: time,
    tickets,
    pendingTurns: { settle: () => undefined },
    ends: {
      promised: () => void log.push('promised'),
      answered: () => void log.push('answered'),
      failed: (_turn, { kind }) => void log.push(`failed ${kind}`),
    },
    worked: () => void log.push('worked'),
    showOwn: createShowOwn(vaults),
    onBug: error => void log.push(String(error)),
  })

  return {
    live,
    run,
    log,
    seen,
    work,
    time,
    dialogs,
    handovers,
    tickets,
    post,
    processId: process.processId,
    /** The turns that came back to this process to be run. */
    orphans: process.orphans,
    rerun: (orphan: Orphan) => live.run(newTurns.fromOrphan(orphan, silent, 30_000)),
    /** A turn that another process promised; `own` overrides its fields. */
    orphan: (own: Partial<Orphan> = {}): Turn => {
      const orphan = {
        ...turnOf({ opens: false, origin: process.processId }),
        traceparent: '',
        tries: 1,
        ...own,
      }
      return newTurns.fromOrphan(orphan, silent, 30_000).turn
    },
  }
}
