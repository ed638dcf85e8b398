// Executes a seat's frames. Each socket has one session; each reply has the `ref` of its frame.
import type { Identity } from '../../auth/identity.js'
import type { Log } from '../../ops/log.js'
import { Problem } from '../../problem.js'
import type { Drafts } from '../../seats/drafts.js'
import type { LocalSeat, Roster } from '../../seats/roster.js'
import type { SeatPerson } from '../../seats/seat-acts.js'
import type { SeatDesk } from '../../seats/seat-desk.js'
import type { SeatEvent } from '../../seats/seat-news.js'
import type { CustomerRate } from '../customer-rate.js'
import { signOf } from '../signs.js'
import type { ClientHandle, FrameHandler, SocketKind, ToldFrame } from '../socket/connection.js'
import type { SeatCannedDeps } from './canned-route.js'
import { historyJson, queueJson, seatFrame } from './json.js'
import { readSeatFrame, type SeatFrame, type SeatFrameOf, seatShapes } from './seat-frames.js'
import { seatToldShapes } from './told-frames.js'

export interface SeatSessionDeps extends SeatCannedDeps {
  readonly roster: Pick<Roster, 'join'>
  readonly seatDesk: SeatDesk
  readonly clock: { now(): number }
  readonly log: Pick<Log, 'error'>
  readonly drafts: Pick<Drafts, 'make'>
  /** False: this seat asks for too many drafts. */
  readonly mayDraft: CustomerRate
  /** False: this seat gives too many signs. */
  readonly maySign: CustomerRate
  /** SEAT_CAPACITY. */
  readonly capacity: number
}

/** The socket of people at the desk. */
export function seatSocket(deps: SeatSessionDeps): SocketKind {
  return {
    path: '/seat',
    role: 'seat',
    heard: seatShapes,
    told: seatToldShapes,
    speaksFirst: true,
    listen: peer => new SeatSession(deps, peer),
  }
}

/** Drafts that one seat may ask for: each is a call of the vendor. */
export const DRAFTS_PER_S = 0.5
export const DRAFTS_IN_A_ROW = 10
/** Most frames of one socket that are under way. */
const UNDER_WAY_MAX = 32
/** From a first frame that the store held up to the next try. */
const AGAIN_MS = 1_000

class SeatSession implements FrameHandler {
  readonly #seat: LocalSeat
  #underWay = 0
  #isOpen = true
  #again: NodeJS.Timeout | undefined
  /** Events before the first frame; undefined once that has been sent. */
  #early: SeatEvent[] | undefined = []

  constructor(
    private readonly deps: SeatSessionDeps,
    private readonly peer: ClientHandle,
  ) {
    const person = personOf(peer.identity, deps.capacity)
    this.#seat = deps.roster.join(person, event => this.#tell(event))
    this.#begin(person)
  }

  /** Tells the seat the desk, as soon as the store can be asked: the seat hears news of it only after that. */
  #begin(person: SeatPerson): void {
    this.#ask({}, async () => {
      try {
        const view = await this.#seat.read()
        const cannedVersion = this.deps.cannedOf(person.shop).version
        const shown = queueJson({ view, person, cannedVersion }, this.deps.clock.now())
        this.peer.send({ type: 'queue', ...shown })
        const early = this.#early ?? []
        this.#early = undefined
        for (const event of early) this.#tell(event)
        return undefined
      } catch (thrown) {
        // The next queue tells of them.
        this.#early = []
        if (this.#isOpen && Problem.from(thrown).kind === 'store-away') {
          this.#again = setTimeout(() => this.#begin(person), AGAIN_MS)
        }
        throw thrown
      }
    })
  }

  onFrame(text: string): boolean {
    const read = readSeatFrame(text)
    if (read.kind === 'bad') {
      this.peer.refuse(read.problem, { ref: read.ref })
      return false
    }
    const { frame } = read
    if (this.#underWay >= UNDER_WAY_MAX) {
      this.peer.refuse({ kind: 'rate-limited', retryAfterS: 1 }, { ref: frame.ref })
      return true
    }
    this.#ask(frame, () => this.#act(frame))
    return true
  }

  whenIdle(then: () => void): void {
    then()
  }

  closed(): void {
    this.#isOpen = false
    clearTimeout(this.#again)
    this.#seat.end()
  }

  /** Executes the frame; resolves to the frame that confirms it, or undefined when none does. */
  async #act(frame: SeatFrame): Promise<ToldFrame | undefined> {
    switch (frame.type) {
      case 'status': {
        const { status, load } = await this.#seat.setStatus(frame.status)
        return { type: 'status', ref: frame.ref, status, load }
      }
      case 'claim':
        return { type: 'history', ref: frame.ref, ...historyJson(await this.#seat.claim(frame.dialog_id)) }
      case 'accept':
        return { type: 'history', ref: frame.ref, ...historyJson(await this.#seat.accept(frame.dialog_id)) }
      case 'decline':
        await this.#seat.decline(frame.dialog_id)
        return { type: 'done', ref: frame.ref }
      case 'say': {
        const { seq, at } = await this.deps.seatDesk.say(this.#seat.person, sayOf(frame))
        const said = { dialog_id: frame.dialog_id, seq, at: new Date(at).toISOString() }
        return { type: 'said', ref: frame.ref, ...said }
      }
      case 'draft':
        return { type: 'draft', ref: frame.ref, dialog_id: frame.dialog_id, ...(await this.#draft(frame)) }
      case 'typing':
      case 'read':
        if (this.deps.maySign(this.peer.identity.owner)) this.#seat.sign(frame.dialog_id, signOf(frame))
        return undefined
      default:
        await actOf(this.deps.seatDesk, this.#seat.person, { frame })
        return { type: 'done', ref: frame.ref }
    }
  }

  /** Asked for, never pushed: each costs a call of the vendor. */
  async #draft(frame: SeatFrameOf<'draft'>) {
    const { deps } = this
    if (!deps.mayDraft(this.peer.identity.owner))
      throw new Problem('rate-limited', { retryAfterS: 1 / DRAFTS_PER_S })
    const { draftId, text } = await deps.drafts.make(this.#seat.person, dialogActOf(frame))
    return { draft_id: draftId, text }
  }

  #ask(
    { ref, dialog_id: dialogId }: { ref?: string; dialog_id?: string },
    work: () => Promise<ToldFrame | undefined>,
  ): void {
    this.#underWay++
    work()
      .then(
        frame => frame && this.peer.send(frame),
        thrown => {
          const problem = Problem.from(thrown)
          if (problem.kind === 'internal') this.deps.log.error({ err: thrown }, 'seat frame failed')
          this.peer.refuse(problem, { ref, dialogId })
        },
      )
      .finally(() => {
        this.#underWay--
      })
  }

  #tell(event: SeatEvent): void {
    if (!this.#isOpen) return
    if (this.#early) {
      this.#early.push(event)
      return
    }
    const frame = seatFrame(event, this.#seat.person.shop, this.deps.clock.now())
    if (frame) this.peer.send(frame)
  }
}

export function personOf({ uid, shop, seat }: Identity, capacity: number): SeatPerson {
  return {
    shop,
    sub: uid,
    name: seat?.name ?? uid,
    skills: seat?.skills ?? [],
    capacity: seat?.capacity ?? capacity,
  }
}

const dialogActOf = ({
  dialog_id: dialogId,
  claim_id: claimId,
}: Pick<SeatFrameOf<'draft'>, 'dialog_id' | 'claim_id'>) => ({
  dialogId,
  claimId,
})

export const sayOf = ({ text, key, draft_id: draftId, ...frame }: SeatFrameOf<'say'>) => ({
  ...dialogActOf(frame),
  text,
  key,
  draftId,
})

export type PlainFrame = Extract<SeatFrame, { type: 'note' | 'release' | 'close' | 'transfer' }>

/** Executes an act that has no other result than its success. `key` is the Idempotency-Key of a request. */
export function actOf(
  seatDesk: SeatDesk,
  person: SeatPerson,
  { frame, key }: { readonly frame: PlainFrame; readonly key?: string | undefined },
): Promise<void> {
  const order = { ...dialogActOf(frame), key }
  switch (frame.type) {
    case 'note':
      return seatDesk.note(person, { ...order, text: frame.text })
    case 'release':
      return seatDesk.release(person, order)
    case 'close':
      return seatDesk.close(person, {
        ...order,
        outcome: frame.outcome ?? 'solved',
        summary: frame.summary,
        tags: frame.tags,
      })
    case 'transfer':
      return seatDesk.transfer(person, { ...order, to: frame.to, skill: frame.skill, note: frame.note })
  }
}
