// The seats of a scenario: people at the desk, each on a WebSocket of its own. When the load is over they go on until nobody
// waits; then each dialog is read as its customer reads it, to see whether all that was said is there.
import { setTimeout as delay } from 'node:timers/promises'
import { WebSocket } from 'undici'
import type { Target } from '../load/connection.js'
import { createConnectionPool } from './connection-pool.js'
import { dialogRequest } from './requests.js'
import type { People } from './scenario.js'
import { createSeat, type Seat, type SeatLog, type SeatMessage, type ToldFrame } from './seat.js'
import { saidIn, type Turn } from './turns.js'

export interface DeskRecord extends SeatLog {
  /** Messages of seats as the customers read them in the end. */
  readonly kept: readonly SeatMessage[]
}

export interface RehearsedDesk {
  /** Resolves when nobody waits or is talked with any more, or time is up; the seats are gone then. */
  finish(turns: readonly Turn[]): Promise<DeskRecord>
}

export interface DeskPlan {
  readonly target: Target
  /** Seats' bearer tokens. */
  readonly seatTokens: readonly string[]
  readonly people: People
  /** In [0, 1). */
  random(): number
}

/** Time for those who wait when the load is over. */
const FINISH_MS = 60_000
const LOOK_MS = 100
/** Boards follow the records within a second. */
const IDLE_LOOKS = 15
const POOL_LIMITS = { max: 32, timeoutMs: 10_000 }

/** Resolves when every seat is online. */
export async function openDesk({ target, people, random, seatTokens }: DeskPlan): Promise<RehearsedDesk> {
  const log: SeatLog = { claimed: new Set(), claimMs: [], said: [], faults: [] }
  const url = `ws://${target.host}:${target.port}/seat`
  const open = (token: string, i: number) =>
    openSeat({ url, token }, send =>
      createSeat({
        name: `s${i}`,
        pace: people.pace,
        log,
        send,
        random,
        later: (then, ms) => void setTimeout(then, ms),
        now: () => performance.now(),
      }),
    )
  const seats = await Promise.all(seatTokens.slice(0, people.seats).map(open))
  for (const { socket } of seats) {
    socket.addEventListener('close', ({ code }) => log.faults.push(`socket closed (${code})`))
  }
  return {
    async finish(turns) {
      await untilIdle(seats)
      // A seat that leaves on purpose is no fault.
      const faults = [...log.faults]
      for (const { socket } of seats) socket.close()
      return { ...log, faults, kept: await readKept(target, turns, log.claimed) }
    },
  }
}

interface OpenSeat {
  readonly seat: Seat
  readonly socket: WebSocket
}

async function openSeat(
  { url, token }: { readonly url: string; readonly token: string },
  create: (send: (frame: object) => void) => Seat,
): Promise<OpenSeat> {
  const socket = new WebSocket(url, ['rushdesk.v1', `bearer.${token}`])
  const send = (frame: object) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame))
  }
  const seat = create(send)
  await new Promise<void>((online, reject) => {
    socket.addEventListener('open', () => send({ type: 'status', status: 'online' }))
    socket.addEventListener('error', () => reject(new Error(`no seat can be opened at ${url}`)))
    socket.addEventListener('message', ({ data }) => {
      const frame = JSON.parse(String(data)) as ToldFrame
      if (frame.type === 'status' && frame.status === 'online') online()
      seat.onFrame(frame)
    })
  })
  return { seat, socket }
}

async function untilIdle(seats: readonly OpenSeat[]): Promise<void> {
  const giveUpAt = performance.now() + FINISH_MS
  for (let looks = 0; looks < IDLE_LOOKS && performance.now() < giveUpAt; ) {
    looks = seats.every(({ seat }) => seat.isIdle()) ? looks + 1 : 0
    await delay(LOOK_MS)
  }
}

async function readKept(
  target: Target,
  turns: readonly Turn[],
  dialogIds: ReadonlySet<string>,
): Promise<SeatMessage[]> {
  const visits = new Map(turns.flatMap(({ visit }) => (visit ? [[visit.dialogId, visit]] : [])))
  const pool = createConnectionPool(target, POOL_LIMITS)
  const read = await Promise.all(
    [...dialogIds].map(async dialogId => {
      const token = visits.get(dialogId)?.token ?? ''
      const texts = saidIn(await pool.send(dialogRequest(target, { dialogId, token })))
      return texts.map(text => ({ dialogId, text }))
    }),
  )
  pool.close()
  return read.flat()
}
