// One simulated seat: looks at the list now and then, claims somebody who waits, answers what the customer says, and closes.
// Pure: frames, time and chance are handed in.
import type { SeatFrame } from '../../src/front/seat/seat-frames.js'

/** A frame of the server, as far as a seat reads it. */
export interface ToldFrame {
  readonly type: string
  readonly ref?: string
  readonly dialog_id?: string
  readonly from?: string
  readonly status?: string
  readonly row?: WaitingRow
  readonly waiting?: readonly WaitingRow[]
  readonly problem?: { readonly type: string }
}

interface WaitingRow {
  readonly dialog_id: string
}

/** How a seat works, in milliseconds. */
export interface Pace {
  /** Most time until it looks at who waits. */
  readonly lookMs: number
  /** From what the customer says to the reply. */
  readonly replyMs: number
  /** From the claim to the close. */
  readonly serviceMs: number
}

export interface SeatMessage {
  readonly dialogId: string
  readonly text: string
}

/** What seats did and what they were told, all of them together. */
export interface SeatLog {
  /** Dialogs that a seat got. */
  readonly claimed: Set<string>
  /** From each claim to its history. */
  readonly claimMs: number[]
  /** Messages that the server has confirmed. */
  readonly said: SeatMessage[]
  /** Problems of frames; a claim that another seat won is none. */
  readonly faults: string[]
}

export interface SeatDeps {
  /** Differs from those of the other seats. */
  readonly name: string
  readonly pace: Pace
  readonly log: SeatLog
  send(frame: SeatFrame): void
  later(then: () => void, ms: number): void
  now(): number
  /** In [0, 1). */
  random(): number
}

export interface Seat {
  onFrame(frame: ToldFrame): void
  /** True when nobody waits that this seat knows of and it talks with nobody. */
  isIdle(): boolean
}

/** The server's default SEAT_CAPACITY. */
const HELD_MAX = 10
/** A seat picks somebody near the head of the queue: were it always the first, all seats would claim the same dialog. */
const NEAR_HEAD = 20
/** Another seat was faster, or the customer does not wait any more. */
const lostRaces: ReadonlySet<string> = new Set(['held', 'not-waiting', 'not-found'])

export function createSeat({ name, pace, log, ...deps }: SeatDeps): Seat {
  const waiting = new Set<string>()
  /** When each claim was sent that has no result yet. */
  const claims = new Map<string, number>()
  const held = new Set<string>()
  const closing = new Set<string>()
  /** Messages that are not confirmed yet, by their keys. */
  const sayings = new Map<string, SeatMessage>()
  let messages = 0
  let isLooking = false

  function lookSoon(): void {
    if (isLooking || waiting.size === 0 || held.size + claims.size >= HELD_MAX) return
    isLooking = true
    deps.later(look, pace.lookMs * deps.random())
  }

  function look(): void {
    isLooking = false
    const near = [...waiting].slice(0, NEAR_HEAD)
    const dialogId = near[Math.floor(deps.random() * near.length)]
    if (dialogId === undefined) return
    waiting.delete(dialogId)
    claims.set(dialogId, deps.now())
    deps.send({ type: 'claim', ref: dialogId, dialog_id: dialogId })
    lookSoon()
  }

  function claimed(dialogId: string): void {
    const sentAt = claims.get(dialogId)
    claims.delete(dialogId)
    waiting.delete(dialogId)
    if (sentAt !== undefined) log.claimMs.push(deps.now() - sentAt)
    log.claimed.add(dialogId)
    held.add(dialogId)
    reply(dialogId)
    deps.later(() => close(dialogId), pace.serviceMs)
  }

  function reply(dialogId: string): void {
    deps.later(() => {
      if (held.has(dialogId)) say(dialogId)
    }, pace.replyMs)
  }

  function say(dialogId: string): void {
    const key = `${name}.${(messages++).toString(36)}`
    const text = `您好，我帮您看一下。#${key}`
    sayings.set(key, { dialogId, text })
    deps.send({ type: 'say', ref: key, key, dialog_id: dialogId, text })
  }

  /** A person waits until the last message has arrived. */
  function close(dialogId: string): void {
    if ([...sayings.values()].some(message => message.dialogId === dialogId)) {
      deps.later(() => close(dialogId), pace.replyMs)
      return
    }
    held.delete(dialogId)
    closing.add(dialogId)
    deps.send({ type: 'close', ref: dialogId, dialog_id: dialogId, outcome: 'solved' })
  }

  function noteWaiting({ dialog_id: dialogId }: WaitingRow): void {
    if (!held.has(dialogId) && !claims.has(dialogId)) waiting.add(dialogId)
    lookSoon()
  }

  function said(key: string): void {
    const message = sayings.get(key)
    sayings.delete(key)
    if (message) log.said.push(message)
  }

  function refused(ref: string, problem: string): void {
    const kind = problem.replace('/problems/', '')
    const wasClaim = claims.delete(ref)
    sayings.delete(ref)
    closing.delete(ref)
    if (!wasClaim || !lostRaces.has(kind)) log.faults.push(kind)
    lookSoon()
  }

  const heard: Readonly<Record<string, (frame: ToldFrame) => void>> = {
    queue({ waiting: rows }) {
      for (const row of rows ?? []) noteWaiting(row)
    },
    waiting: ({ row }) => row && noteWaiting(row),
    taken: ({ dialog_id: dialogId = '' }) => void waiting.delete(dialogId),
    gone: ({ dialog_id: dialogId = '' }) => void waiting.delete(dialogId),
    history: ({ dialog_id: dialogId = '' }) => claimed(dialogId),
    message({ dialog_id: dialogId = '', from }) {
      if (from === 'customer') reply(dialogId)
    },
    said: ({ ref = '' }) => said(ref),
    done({ ref = '' }) {
      if (closing.delete(ref)) lookSoon()
    },
    error: ({ ref = '', problem }) => refused(ref, problem?.type ?? ''),
  }

  return {
    onFrame: frame => heard[frame.type]?.(frame),
    isIdle: () => waiting.size + claims.size + held.size + closing.size === 0,
  }
}
