// One dialog, three processes, two seats and the bot: what the model check of handovers does to them, one act at a time. An
// act may lose its reply, run twice, or come late, with an old claim or an old past; processes are killed; and no message
// between processes ever arrives. desk-oracle.ts foretells what must come of it.
import { limits, never, newId, owner, turnOf, writeOf } from '../../../perf/load/dialog-turns.js'
import { claimOf, sayOf, seatText, wishOf } from '../../../perf/load/seat-acts.js'
import type { Dialogs, MaskedTurn } from '../../../src/dialog/store/dialogs.js'
import type { Handovers, SayAct, SeatAct } from '../../../src/dialog/store/handovers.js'
import { type Begun, DeskOracle, type KnownHold } from './desk-oracle.js'

/** Every turn and message is kept, so that all can be compared. */
export const peopleLimits = { ...limits, ttlMs: 600_000, handedTtlMs: 600_000, keepTurns: 1_000 }

/** A process's view of the store. */
export interface PeopleProcess {
  readonly dialogs: Dialogs
  readonly handovers: Handovers
}

export const operations = [
  ...(['turn', 'turn', 'begin', 'begin', 'promise', 'commit', 'commit', 'ready', 'ready'] as const),
  ...(['ask', 'ask', 'ask-no-bot', 'leave', 'bot-on', 'bot-off'] as const),
  ...(['claim', 'claim', 'claim', 'say', 'say', 'say-again', 'note', 'look', 'lapse'] as const),
  ...([
    'release',
    'transfer',
    'hand-over',
    'close',
    'kill-process',
    'kill-seat',
    'abandon',
    'adopt',
  ] as const),
  'erase' as const,
]

export interface PeopleStep {
  readonly op: (typeof operations)[number]
  /** Selects a turn, an answer under way, a claim or a message. */
  readonly pick: number
  /** The process. */
  readonly by: number
  readonly seat: number
  readonly isLost: boolean
  readonly isRepeated: boolean
}

/** An act with its arguments: called twice, it is what a caller does whose first reply was lost. */
type Call = () => Promise<void>

/** An answer that the bot was asked for. */
interface Answering extends Begun {
  readonly turn: MaskedTurn
  readonly builtOn: string
}

const NOTICE = '服务已结束'
const subs = ['甲', '乙'] as const

export class PeopleWorld {
  readonly #oracle = new DeskOracle(peopleLimits)
  readonly #dialogId = newId()
  readonly #origins = [newId(), newId(), newId()]
  readonly #turns: MaskedTurn[] = []
  /** However old: a process may have been halted in between. */
  #answering: Answering[] = []
  /** Claims that each seat knows of, in whichever of its tabs. */
  readonly #claims = new Map<string, string[]>()
  /** Holds that processes have seen on the board. */
  readonly #seen: KnownHold[] = []
  readonly #messages: SayAct[] = []
  /** Turns that their customers were promised an answer to. */
  readonly #promised = new Set<string>()

  constructor(private readonly processes: readonly PeopleProcess[]) {}

  /** Opens the dialog. */
  async open(): Promise<void> {
    const turn = turnOf({ dialogId: this.#dialogId, origin: this.#origins[0] ?? '', text: '第一问' })
    const begun = { turnId: turn.turnId, writes: 0 }
    const text = answerTo(turn)
    this.#oracle.committed(begun, text, await this.#by(0).dialogs.commit(writeOf(turn, '', text), never))
  }

  /** What is wrong after the step, if anything. */
  async step(step: PeopleStep): Promise<string | undefined> {
    const call = this.#acts[step.op](step)
    if (call === undefined) return undefined
    await call()
    if (step.isRepeated) await call()
    await this.#compare()
    return this.#oracle.faults[0]
  }

  /** All that was promised can still be kept: a person, or else the bot, answers every promised turn. */
  async finish(): Promise<string | undefined> {
    if (this.#oracle.isErased) return this.#oracle.faults[0]
    if (this.#oracle.isForSeat()) await this.#serve()
    for (const turn of this.#turns) await this.#abandon(0, turn)
    // Those behind the head of the queue wait for it.
    for (let round = 0; round < this.#turns.length; round++) {
      for (const turn of [...this.#turns]) if (this.#oracle.isOpenPromise(turn.turnId)) await this.#keep(turn)
    }
    await this.#compare()
    const view = await this.#by(0).dialogs.read(this.#dialogId, owner, never)
    const answered = new Set(view?.turns.map(({ turnId }) => turnId))
    const isLeft = [...this.#promised].some(turnId => !answered.has(turnId))
    return this.#oracle.faults[0] ?? (isLeft ? 'a promised turn can be answered by nobody' : undefined)
  }

  readonly #acts: Readonly<Record<PeopleStep['op'], (step: PeopleStep) => Call | undefined>> = {
    turn: ({ by }) => {
      const origin = this.#origins[by % 3] ?? ''
      const turnId = newId()
      const turn = turnOf({ dialogId: this.#dialogId, turnId, origin, opens: false, text: `问 ${turnId}` })
      this.#turns.push(turn)
      return () => this.#begin(by, turn, false)
    },
    begin: step => this.#ofTurn(step, turn => this.#begin(step.by, turn, false)),
    promise: step =>
      this.#ofTurn(step, async turn => {
        await this.#begin(step.by, turn, true)
        if (!step.isLost && this.#oracle.isOpenPromise(turn.turnId)) this.#promised.add(turn.turnId)
      }),
    commit: ({ by, pick }) => {
      const answering = this.#answering[pick % Math.max(1, this.#answering.length)]
      return answering && (() => this.#commit(by, answering))
    },
    ready: step =>
      this.#ofTurn(step, async turn => {
        const { builtOn: _none, ...write } = writeOf(turn, '', answerTo(turn))
        const done = await this.#by(step.by).dialogs.commitReady(write, {}, never)
        this.#oracle.committedReady(turn.turnId, answerTo(turn), done)
      }),
    ask: ({ by }) => this.#ask(by, undefined),
    'ask-no-bot': ({ by }) => this.#ask(by, 'off'),
    leave:
      ({ by }) =>
      async () =>
        this.#oracle.leftQueue(await this.#by(by).handovers.leaveQueue(this.#dialogId, owner)),
    'bot-on': ({ by }) => this.#switch(by, 'on'),
    'bot-off': ({ by }) => this.#switch(by, 'off'),
    claim: step => this.#claim(step),
    say: step => {
      const message = sayOf(this.#act(step), `说-${newId()}`, this.#act(step))
      this.#messages.push(message)
      return () => this.#say(step.by, message)
    },
    'say-again': ({ by, pick }) => {
      const message = this.#messages[pick % Math.max(1, this.#messages.length)]
      return message && (() => this.#say(by, message))
    },
    note: step => {
      const act = this.#act(step)
      return async () => this.#oracle.noted(act, await this.#by(step.by).handovers.note(act, '看看'))
    },
    look:
      ({ by }) =>
      async () => {
        const hold = (await this.#by(by).handovers.read(this.#dialogId, 'main'))?.hold
        if (hold) this.#seen.push({ sub: hold.sub, claimId: hold.claimId })
      },
    lapse: ({ by, pick }) => {
      const hold = this.#seen[pick % Math.max(1, this.#seen.length)]
      return hold && this.#giveBack(by, { ...this.#about, ...hold }, 'returned')
    },
    release: step => this.#giveBack(step.by, this.#act(step), 'returned'),
    transfer: step => this.#giveBack(step.by, this.#act(step), 'transfer'),
    'hand-over': step => {
      const act = this.#act(step)
      const to = claimOf(this.#dialogId, subs[1 - (step.seat % 2)])
      return async () => {
        const result = await this.#by(step.by).handovers.move(act, to)
        this.#oracle.moved(act, { sub: to.sub, claimId: to.claimId }, result)
        if (result.kind === 'ended' && !step.isLost) this.#learn(to)
      }
    },
    close: step => {
      const act = this.#act(step)
      return async () => {
        const notice = seatText(NOTICE)
        this.#oracle.closed(act, NOTICE, await this.#by(step.by).handovers.close(act, notice, 'solved'))
      }
    },
    'kill-process': ({ by }) => {
      const dead = this.#origins[by % 3]
      this.#answering = this.#answering.filter(({ turn }) => turn.origin !== dead)
      this.#origins[by % 3] = newId()
      return undefined
    },
    // Its tabs have forgotten their claims. The dialog is its own as before.
    'kill-seat': ({ seat }) => {
      this.#claims.delete(subs[seat % 2] ?? '')
      return undefined
    },
    abandon: step => this.#ofTurn(step, turn => this.#abandon(step.by, turn)),
    adopt: step =>
      this.#ofTurn(step, async turn => {
        if (this.#oracle.isOpenPromise(turn.turnId)) await this.#adopt(step.by, turn)
      }),
    // Rare, because afterwards there is nothing left to do.
    erase: ({ by, pick }) =>
      pick !== 0
        ? undefined
        : async () => {
            await this.#by(by).dialogs.erase(this.#dialogId, owner)
            this.#oracle.erased()
          },
  }

  get #about() {
    return { dialogId: this.#dialogId, shop: 'main' }
  }

  #by(process: number): PeopleProcess {
    const found = this.processes[process % this.processes.length]
    if (!found) throw new Error('there is no process')
    return found
  }

  #ofTurn({ pick }: PeopleStep, act: (turn: MaskedTurn) => Promise<void>): Call | undefined {
    const turn = this.#turns[pick % Math.max(1, this.#turns.length)]
    // By its own address: a turn that was adopted has another origin now.
    return turn && (() => act(this.#turns.find(({ turnId }) => turnId === turn.turnId) ?? turn))
  }

  /** An act of a seat: with the newest claim that it knows, with an older one, or with none. */
  #act({ seat, pick }: PeopleStep): SeatAct {
    const sub = subs[seat % 2] ?? ''
    const known = this.#claims.get(sub) ?? []
    const claimId =
      pick % 3 === 0 ? undefined : pick % 3 === 1 ? known.at(-1) : known[pick % Math.max(1, known.length)]
    return { ...this.#about, sub, claimId }
  }

  #learn({ sub, claimId }: KnownHold): void {
    this.#claims.set(sub, [...(this.#claims.get(sub) ?? []), claimId])
  }

  async #begin(by: number, turn: MaskedTurn, isPromised: boolean): Promise<void> {
    const { dialogs } = this.#by(by)
    const place = await dialogs.begin(turn, isPromised ? { acknowledged: { traceparent: '' } } : {}, never)
    this.#oracle.began(turn.turnId, isPromised, place)
    if (place.kind !== 'run') return
    const { writes } = this.#oracle
    this.#answering.push({ turnId: turn.turnId, writes, turn, builtOn: place.past.last })
  }

  async #commit(by: number, answering: Answering): Promise<void> {
    const { turn, builtOn } = answering
    const text = answerTo(turn)
    this.#oracle.committed(
      answering,
      text,
      await this.#by(by).dialogs.commit(writeOf(turn, builtOn, text), never),
    )
  }

  #ask(by: number, bot: 'off' | undefined): Call {
    const wish = wishOf(this.#dialogId, { bot })
    return async () => this.#oracle.asked(bot, await this.#by(by).handovers.queue(wish))
  }

  #switch(by: number, bot: 'on' | 'off'): Call {
    return async () =>
      this.#oracle.switched(bot, await this.#by(by).handovers.setBot(this.#dialogId, owner, bot))
  }

  #claim({ by, seat, isLost }: Pick<PeopleStep, 'by' | 'seat' | 'isLost'>): Call {
    const act = claimOf(this.#dialogId, subs[seat % 2])
    return async () => {
      const claimed = await this.#by(by).handovers.claim(act)
      this.#oracle.claimed({ sub: act.sub, claimId: act.claimId }, claimed)
      if (claimed.kind === 'claimed' && !isLost) this.#learn(claimed.hold)
    }
  }

  async #say(by: number, message: SayAct): Promise<void> {
    this.#oracle.said(message, await this.#by(by).handovers.say(message))
  }

  #giveBack(by: number, act: SeatAct, reason: 'returned' | 'transfer'): Call {
    return async () => this.#oracle.gaveBack(act, await this.#by(by).handovers.giveBack(act, { reason }))
  }

  async #abandon(by: number, turn: MaskedTurn): Promise<void> {
    await this.#by(by).dialogs.abandon(turn, turn.origin)
    this.#oracle.abandoned(turn.turnId)
  }

  async #adopt(by: number, turn: MaskedTurn): Promise<MaskedTurn> {
    const origin = this.#origins[by % 3] ?? ''
    const { kind } = await this.#by(by).dialogs.adopt(turn, turn.origin, origin)
    if (kind !== 'yours') this.#oracle.faults.push(`a promised turn was not to be had: ${kind}`)
    const adopted = { ...turn, origin }
    this.#turns.splice(this.#turns.indexOf(turn), 1, adopted)
    return adopted
  }

  /** A seat comes, answers and closes. */
  async #serve(): Promise<void> {
    const seat = this.#oracle.hold?.sub === subs[1] ? 1 : 0
    await this.#claim({ by: 0, seat, isLost: false })()
    await this.#say(0, sayOf({ ...this.#about, sub: subs[seat] }, '我来'))
    await this.#acts.close({ op: 'close', pick: 0, by: 0, seat, isLost: false, isRepeated: false })?.()
  }

  /** The bot answers the promised turn, whichever process had it. */
  async #keep(turn: MaskedTurn): Promise<void> {
    const adopted = await this.#adopt(0, turn)
    await this.#begin(0, adopted, false)
    const answering = this.#answering.findLast(({ turnId }) => turnId === turn.turnId)
    if (answering) await this.#commit(0, answering)
  }

  async #compare(): Promise<void> {
    const { dialogs, handovers } = this.#by(0)
    this.#oracle.read(
      await dialogs.read(this.#dialogId, owner, never),
      await handovers.read(this.#dialogId, 'main'),
    )
  }
}

const answerTo = ({ turnId }: MaskedTurn) => `答 ${turnId}`
