// One dialog, three processes and a store that can be rolled back: the operations of the model check on them, one at a
// time. An operation may lose its reply, run twice, or come from a process that should be dead.

import { limits, never, newId, owner, turnOf } from '../../../perf/load/dialog-turns.js'
import type { BeginResult, Committed, Dialogs, MaskedTurn, Past } from '../../../src/dialog/store/dialogs.js'
import type { TurnId } from '../../../src/ids.js'
import { answerOf, faultOf, type Told, toldNothing } from './oracle.js'

export const worldLimits = { ...limits, ttlMs: 600_000, keepTurns: 1_000, historyTurns: 3, mailboxMax: 4 }

/** A store under test. */
export interface Subject {
  /** Each process has its own caches. */
  readonly processes: readonly Dialogs[]
  /** A copy of everything about the dialog, for a rollback. */
  save(dialogId: string): Promise<unknown>
  restore(dialogId: string, saved: unknown): Promise<void>
}

export const operations = [
  'open',
  'turn',
  'begin',
  'commit',
  'commit',
  'run',
  'run',
  'ready',
  'unasked',
  'unasked',
  'skip',
  'abandon',
  'takeBack',
  'promise',
  'adopt',
  'cancel',
  'forget',
  'expire',
  'rollback',
] as const

export interface Step {
  readonly op: (typeof operations)[number]
  /** Selects a turn, a process or a number. */
  readonly pick: number
  readonly by: number
  readonly isLost: boolean
  readonly isRepeated: boolean
}

/** A turn that a process may run, with the past of its prompt. */
interface Run {
  readonly turn: MaskedTurn
  readonly builtOn: string
  readonly seen: readonly TurnId[]
}

interface Saved {
  readonly store: unknown
  readonly told: Told
}

export class World {
  private readonly dialogId = newId()
  private readonly origins = [newId(), newId(), newId()]
  private readonly turns: MaskedTurn[] = []
  private readonly runs: Run[] = []
  private readonly past: Saved[] = []
  private told = toldNothing()

  constructor(private readonly subject: Subject) {}

  /** Does the step; returns the fault afterwards, if there is one. */
  async step(step: Step): Promise<string | undefined> {
    await this.remember()
    await this[step.op](step)
    if (step.isRepeated && step.op !== 'rollback') await this[step.op](step)
    return this.fault()
  }

  /** Checks that every promise can still be kept: gives tickets back and runs acknowledged turns. */
  async finish(): Promise<string | undefined> {
    for (const turn of this.turns) {
      for (const origin of this.origins) await this.by(0).abandon(turn, origin)
    }
    for (let round = 0; round <= worldLimits.mailboxMax; round++) {
      for (const turn of this.turns) await this.keep(turn.turnId)
    }
    const turns = (await this.by(0).read(this.dialogId, owner, never))?.turns ?? []
    const isLeft = [...this.told.promised].some(id => !turns.some(turn => turn.turnId === id))
    return isLeft ? 'a promised turn cannot be answered any more' : this.fault()
  }

  private async keep(turnId: TurnId): Promise<void> {
    const ref = { dialogId: this.dialogId, turnId }
    for (const from of this.origins) {
      const adopted = await this.by(0).adopt(ref, from, this.origins[0] ?? '')
      if (adopted.kind === 'yours') await this.answer(adopted.turn, 0, false)
    }
  }

  private async fault(): Promise<string | undefined> {
    const view = await this.by(0).read(this.dialogId, owner, never)
    const keyOf = (id: TurnId) => this.turns.find(turn => turn.turnId === id)?.key ?? ''
    const fault = faultOf(view?.turns ?? [], this.told, { historyTurns: worldLimits.historyTurns, keyOf })
    if (fault) return fault
    for (const turnId of this.told.promised) {
      const found = await this.by(0).readTurn({ dialogId: this.dialogId, turnId }, owner, never)
      if (found.kind !== 'done' && found.kind !== 'pending') return `a promised turn is ${found.kind}`
    }
    return undefined
  }

  private by(process: number): Dialogs {
    const dialogs = this.subject.processes[process % this.subject.processes.length]
    if (!dialogs) throw new Error('there is no process')
    return dialogs
  }

  private one(pick: number): MaskedTurn | undefined {
    return this.turns[pick % Math.max(1, this.turns.length)]
  }

  private processOf(turn: MaskedTurn): number {
    return Math.max(0, this.origins.indexOf(turn.origin))
  }

  private async remember(): Promise<void> {
    this.past.push({ store: await this.subject.save(this.dialogId), told: structuredClone(this.told) })
  }

  private learn(turn: MaskedTurn, place: BeginResult | Committed): void {
    if (place.kind === 'run') this.runs.push(runOn(turn, place.past))
    if (place.kind === 'done') {
      this.told.done.set(place.turn.turnId, place.turn)
      this.told.promised.delete(turn.turnId)
    }
  }

  private async enter(turn: MaskedTurn, isLost: boolean, options = {}): Promise<BeginResult> {
    const place = await this.by(this.processOf(turn)).begin(turn, options, never)
    if (!isLost) this.learn(turn, place)
    return place
  }

  private write(run: { turn: MaskedTurn; seen: readonly TurnId[] | '*' }) {
    const text = answerOf(run.seen)
    const question = JSON.stringify({ role: 'user', content: run.turn.turnId })
    const fragment = `${question},${JSON.stringify({ role: 'assistant', content: text })}`
    return { ...run.turn, answer: { text, source: 'llm', level: 0 } as const, fragment }
  }

  private async store(run: Run, isLost: boolean): Promise<void> {
    const process = this.by(this.processOf(run.turn))
    const done = await process.commit({ ...this.write(run), builtOn: run.builtOn }, never)
    if (!isLost) this.learn(run.turn, done)
  }

  private async answer(turn: MaskedTurn, process: number, isLost: boolean): Promise<void> {
    const place = await this.enter({ ...turn, origin: this.origins[process % 3] ?? '' }, false)
    const run = this.runs.at(-1)
    if (place.kind === 'run' && run) await this.store(run, isLost)
  }

  private make(step: Step, opens: boolean): MaskedTurn {
    const turnId = newId()
    const key = step.pick % 3 === 0 ? '' : `key${step.pick % 3}`
    const origin = this.origins[step.by % 3] ?? ''
    const textHash = key && 'h'
    const turn = turnOf({ dialogId: this.dialogId, turnId, text: turnId, origin, opens, key, textHash })
    this.turns.push(turn)
    return turn
  }

  // The operations. A lost reply means that the caller learns nothing; a repeated one runs with the same turn.

  private async open(step: Step): Promise<void> {
    await this.enter(this.make(step, true), step.isLost, { first: true })
  }

  private async turn(step: Step): Promise<void> {
    await this.enter(this.make(step, false), step.isLost, { first: true })
  }

  private async begin(step: Step): Promise<void> {
    const turn = this.one(step.pick)
    if (turn) await this.enter(turn, step.isLost)
  }

  /** Commits a turn on the past that some process still has, however old. */
  private async commit(step: Step): Promise<void> {
    const run = this.runs[step.pick % Math.max(1, this.runs.length)]
    if (run) await this.store(run, step.isLost)
  }

  private async run(step: Step): Promise<void> {
    const turn = this.one(step.pick)
    if (turn) await this.answer(turn, this.processOf(turn), step.isLost)
  }

  private async ready(step: Step): Promise<void> {
    const turn = step.pick % 2 ? this.make(step, step.by % 2 === 0) : this.one(step.pick)
    if (!turn) return
    const first = step.pick % 2 === 1
    const write = this.write({ turn, seen: '*' })
    const done = await this.by(this.processOf(turn)).commitReady(write, { first }, never)
    if (!step.isLost) this.learn(turn, done)
    if (step.isRepeated) this.learn(turn, await this.by(step.by).commitReady(write, {}, never))
  }

  /** A new turn without a ticket, built on its process's copy of the past or on any earlier past, however old. */
  private async unasked(step: Step): Promise<void> {
    const turn = { ...this.make(step, false), key: '', textHash: '' }
    this.turns.splice(-1, 1, turn)
    const trusted = this.by(step.by).trustedPast(turn)
    const known = trusted ? runOn(turn, trusted) : this.runs[step.pick % Math.max(1, this.runs.length)]
    if (known) await this.store({ ...known, turn }, step.isLost)
  }

  private async skip(step: Step): Promise<void> {
    const turn = this.one(step.pick)
    const place = turn && (await this.enter(turn, true))
    if (!turn || (place?.kind !== 'wait' && place?.kind !== 'joined')) return
    await this.enter(turn, step.isLost, { skip: { turnId: place.behind, origin: place.of } })
  }

  private async abandon(step: Step): Promise<void> {
    const turn = this.one(step.pick)
    if (turn) await this.by(step.by).abandon(turn, turn.origin)
  }

  private async takeBack(step: Step): Promise<void> {
    const turn = this.one(step.pick)
    if (!turn) return
    const before = await this.by(0).readTurn(turn, owner, never)
    await this.by(step.by).takeBack(turn, turn.origin)
    const wasTaken = before.kind === 'pending' && before.origin === turn.origin && turn.key === ''
    if (wasTaken) this.told.promised.delete(turn.turnId)
  }

  private async promise(step: Step): Promise<void> {
    const turn = this.one(step.pick)
    if (!turn) return
    const place = await this.enter(turn, step.isLost, { acknowledged: { traceparent: 'tp' } })
    if (!step.isLost && (place.kind === 'run' || place.kind === 'wait')) this.told.promised.add(turn.turnId)
  }

  private async adopt(step: Step): Promise<void> {
    const turn = this.one(step.pick)
    const to = this.origins[step.by % 3] ?? ''
    const adopted = turn && (await this.by(step.by).adopt(turn, turn.origin, to))
    if (adopted?.kind === 'yours' && !step.isLost) await this.answer(adopted.turn, step.by, false)
  }

  private async cancel(step: Step): Promise<void> {
    const turn = this.one(step.pick)
    if (!turn) return
    const { result } = await this.by(step.by).cancel(turn, owner)
    if (result !== 'cancelled') return
    this.told.cancelled.add(turn.turnId)
    this.told.promised.delete(turn.turnId)
  }

  private async forget(step: Step): Promise<void> {
    if (step.pick % 3 > 0) return
    if (await this.by(step.by).erase(this.dialogId, owner)) this.told = { ...toldNothing(), isErased: true }
  }

  /** The dialog, or the mark of an erased one, ends. Its turns have ended long before. */
  private async expire(step: Step): Promise<void> {
    if (step.pick % 3 > 0) return
    await this.subject.restore(this.dialogId, undefined)
    this.told = toldNothing()
    const late = this.runs.filter(run => run.builtOn !== '')
    this.runs.splice(0, this.runs.length, ...late)
  }

  /** Loses the newest writes, as a failover may, and the replies about them. */
  private async rollback(step: Step): Promise<void> {
    const back = this.past.splice(Math.max(0, this.past.length - 1 - (step.pick % 6)))
    const saved = back[0]
    if (!saved) return
    await this.subject.restore(this.dialogId, saved.store)
    this.told = saved.told
  }
}

function runOn(turn: MaskedTurn, { last, fragments }: Past): Run {
  const seen = fragments.map(fragment => /"content":"([0-9a-f]{32})"/.exec(fragment)?.[1] ?? '?')
  return { turn, builtOn: last, seen }
}
