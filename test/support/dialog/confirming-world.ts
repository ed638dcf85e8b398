// One customer's dialogs, two processes and a shop that notes each write: what the model check of confirmations does to
// them, one operation at a time. Processes are killed, stall and lose replies; the shop is slow, silent, or says nothing
// of what it did.
import { limits, never, newId, owner, turnOf } from '../../../perf/load/dialog-turns.js'
import { type Confirming, createConfirming } from '../../../src/dialog/confirming.js'
import {
  CONFIRMATIONS_KEPT,
  type ConfirmationClaim,
  type ConfirmationRef,
  type Decider,
} from '../../../src/dialog/store/confirmations.js'
import { createMemoryConfirmations } from '../../../src/dialog/store/confirmations.memory.js'
import { emptyState } from '../../../src/dialog/store/dialog-shelf.js'
import type { MaskedTurn } from '../../../src/dialog/store/dialogs.js'
import { createMemoryDialogs } from '../../../src/dialog/store/dialogs.memory.js'
import { createKeyedHash } from '../../../src/privacy/keyed-hash.js'
import { createSeal } from '../../../src/privacy/seal.js'
import { Problem } from '../../../src/problem.js'
import type { Proposal } from '../../../src/shop/proposal.js'
import { createProposals } from '../../../src/shop/proposals.js'
import { noTools, type Tool } from '../../../src/shop/tool.js'
import type { WriteReply } from '../../../src/shop/tool-writer.js'
import { exampleTools } from '../shop/samples.js'
import { createMortal } from './cluster.js'
import { fakeTime, settle } from './fake-time.js'
import { proposing } from './proposals.js'

export const operations = [
  'propose',
  'propose-again',
  'crowd-out',
  'yes',
  'yes',
  'double-tap',
  'no',
  'shop-does',
  'shop-tells',
  'shop-is-silent',
  'kill',
  'stall',
  'go-on',
  'lose-claim',
  'lose-settle',
  'wait',
  'wait-long',
  'remove-tool',
  'change-tool',
  'erase',
] as const

export interface ConfirmStep {
  readonly op: (typeof operations)[number]
  readonly pick: number
  readonly by: 0 | 1
}

/** A write on its way to the shop and back. */
interface Sent {
  readonly key: string
  isDone: boolean
  /** Somebody had been told by then how it ended. */
  readonly isLate: boolean
  readonly tell: (result: WriteReply) => void
}

interface Asked {
  readonly turn: MaskedTurn
  readonly proposal: Proposal
  /** What was told of it: its state, or the problem. */
  readonly told: string[]
  isErased: boolean
}

const tools = exampleTools('http://127.0.0.1:1')
const changed = exampleTools('http://127.0.0.1:2')
const who = { uid: 'u1', owner, shop: 'main' }
/** Words that say nothing of how it ended. */
const isSilent = new Set(['away', 'not-found', 'gone'])
const SHORT_MS = 700
const LONG_MS = 4_000

export class ConfirmingWorld {
  readonly #time = fakeTime()
  readonly #records = emptyState()
  readonly #own = { ...limits, ttlMs: 1e9, keepTurns: 1_000 }
  readonly #dialogs = createMemoryDialogs({ clock: this.#time, newId }, this.#own, this.#records)
  readonly #store = createMemoryConfirmations(this.#time, this.#own, this.#records)
  readonly #asked: Asked[] = []
  readonly #sent: Sent[] = []
  readonly #underWay = new Set<Promise<unknown>>()
  #tools = tools
  #stalled: (() => void)[] = []
  #isStalling = false
  readonly #proposals = createProposals({
    tools: () => this.#tools,
    mask: async (text: string) => text,
    newId,
    seal: createSeal('key', 'model'),
    keyedHash: createKeyedHash('key'),
  })
  #processes = [this.#start(), this.#start()]

  readonly #acts: Readonly<Record<ConfirmStep['op'], (step: ConfirmStep) => void | Promise<void>>> = {
    propose: () => this.#propose(turnOf({ owner })),
    'propose-again': async step => {
      const one = this.#pickAsked(step)
      if (one && !one.isErased) await this.#propose({ ...one.turn, turnId: newId(), opens: false })
    },
    'crowd-out': async step => {
      const one = this.#pickAsked(step)
      if (one === undefined || one.isErased) return
      for (let i = 0; i < CONFIRMATIONS_KEPT; i++)
        await this.#propose({ ...one.turn, turnId: newId(), opens: false })
    },
    yes: step => this.#decide(step.by, this.#pickAsked(step), 'yes'),
    'double-tap': step => {
      for (const by of [0, 1] as const) this.#decide(by, this.#pickAsked(step), 'yes')
    },
    no: step => this.#decide(step.by, this.#pickAsked(step), 'no'),
    'shop-does': step => {
      const call = this.#pickSent(step)
      if (call) call.isDone = true
    },
    'shop-tells': step => {
      const call = this.#pickSent(step)
      call?.tell({ effect: call.isDone ? 'done' : 'failed' })
    },
    'shop-is-silent': step => this.#pickSent(step)?.tell({ effect: 'unknown' }),
    kill: ({ by }) => {
      this.#processes[by]?.kill()
      this.#processes = this.#processes.with(by, this.#start())
    },
    stall: () => {
      this.#isStalling = true
    },
    'go-on': () => this.#goOn(),
    'lose-claim': ({ by }) => this.#processes[by]?.mortal.loseReplies('claim'),
    'lose-settle': ({ by }) => this.#processes[by]?.mortal.loseReplies('settle'),
    wait: () => this.#time.advance(SHORT_MS),
    'wait-long': () => this.#time.advance(LONG_MS),
    'remove-tool': () => {
      this.#tools = this.#tools === noTools ? tools : noTools
    },
    'change-tool': () => {
      this.#tools = this.#tools === changed ? tools : changed
    },
    erase: async step => {
      const one = this.#pickAsked(step)
      if (one === undefined) return
      await this.#dialogs.erase(one.turn.dialogId, owner)
      for (const other of this.#asked) if (other.turn.dialogId === one.turn.dialogId) other.isErased = true
    },
  }

  async step(step: ConfirmStep): Promise<void> {
    await this.#acts[step.op](step)
    await settle()
  }

  #pickAsked({ pick }: ConfirmStep): Asked | undefined {
    return this.#asked[pick % Math.max(1, this.#asked.length)]
  }

  #pickSent({ pick }: ConfirmStep): Sent | undefined {
    return this.#sent[pick % Math.max(1, this.#sent.length)]
  }

  /** All that was begun ends; then each confirmation is asked for once more. What is wrong, if anything. */
  async finish(): Promise<string | undefined> {
    this.#goOn()
    await settle()
    for (const call of this.#sent) call.tell({ effect: 'unknown' })
    await this.#time.advance(LONG_MS)
    for (const one of this.#asked) if (!one.isErased) this.#decide(0, one, 'no')
    await this.#time.advance(LONG_MS)
    if (this.#underWay.size > 0) return 'a decision never ended'
    return this.#asked.map(one => this.#faultOf(one)).find(fault => fault !== undefined)
  }

  #faultOf({ proposal, told }: Asked): string | undefined {
    const key = proposal.shown.confirmId
    const sent = this.#sent.filter(one => one.key === key)
    const said = new Set(told.filter(word => !isSilent.has(word)))
    if (sent.length > 1) return `sent ${sent.length} times`
    if (sent.some(({ isLate }) => isLate)) return 'sent after its end was told'
    if (said.size > 1) return `told as ${[...said].join(' and ')}`
    if (said.has('done') && !sent[0]?.isDone) return 'told as done without effect'
    const isUntouched = said.has('refused') || said.has('confirm-expired')
    return isUntouched && sent.length > 0 ? `told as ${[...said]}, and sent` : undefined
  }

  async #propose(turn: MaskedTurn): Promise<void> {
    const tool = tools.tools.find(({ name }) => name === 'cancel_order') as Tool
    const asker = { who: { ...who, dialogId: turn.dialogId }, language: 'zh' }
    const proposal = await this.#proposals.make(tool, { order_id: '20240012' }, asker)
    const record = this.#records.records.get(turn.dialogId)
    const builtOn = record?.past.last ?? ''
    if (proposal === undefined) return
    const committed = await this.#dialogs.commit({ ...proposing(proposal, turn), builtOn }, never)
    if (committed.kind === 'done') this.#asked.push({ turn, proposal, told: [], isErased: false })
  }

  #decide(by: 0 | 1, one: Asked | undefined, decision: 'yes' | 'no'): void {
    const process = this.#processes[by]
    if (one === undefined || process === undefined) return
    const { dialogId } = one.turn
    const { confirmId } = one.proposal.shown
    const person = { kind: 'customer', ...who } as const
    const order = { dialogId, confirmId, decision, by: person, traceId: '', traceparent: '' }
    const decided = process.confirming.decide(order).then(
      ({ state }) => state,
      thrown => (thrown instanceof Problem ? thrown.kind : 'away'),
    )
    // Nobody hears of what a killed process was at.
    const heard = decided.then(word => {
      this.#underWay.delete(heard)
      if (process.mortal.isAlive()) one.told.push(word)
    })
    process.tasks.push(heard)
    this.#underWay.add(heard)
  }

  #start() {
    const mortal = createMortal()
    const tasks: Promise<unknown>[] = []
    const confirmations = mortal.wrap({
      ...this.#store,
      claim: async (ref: ConfirmationRef, decider: Decider, claim: ConfirmationClaim) => {
        const isHad = await this.#store.claim(ref, decider, claim)
        if (this.#isStalling) await new Promise<void>(resolve => this.#stalled.push(resolve))
        return isHad
      },
    })
    const confirming: Confirming = createConfirming({
      confirmations,
      proposals: this.#proposals,
      tools: () => this.#tools,
      newId,
      caller: { read: async () => ({ kind: 'timeout' }), forget: () => undefined },
      writer: mortal.wrap({
        write: ({ key }: { readonly key: string }) =>
          new Promise<WriteReply>(tell => {
            const one = this.#asked.find(({ proposal }) => proposal.shown.confirmId === key)
            const isLate = one?.told.some(word => !isSilent.has(word)) === true
            this.#sent.push({ key, isDone: false, isLate, tell })
          }),
      }),
      mask: async text => text,
      maskCard: async card => card,
      onDecision: () => undefined,
      clock: this.#time,
      steady: this.#time,
      pause: ms => mortal.while(this.#time.pause(ms)),
    })
    const kill = () => {
      mortal.kill()
      for (const task of tasks) this.#underWay.delete(task)
    }
    return { confirming, tasks, mortal, kill }
  }

  #goOn(): void {
    this.#isStalling = false
    for (const resume of this.#stalled.splice(0)) resume()
  }
}
