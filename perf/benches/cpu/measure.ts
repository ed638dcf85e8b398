// One run of load against one program, and what a turn of it cost.
import { setTimeout as delay } from 'node:timers/promises'
import type { LoadOrder } from '../../load/load.js'
import { runLoad } from '../../load/load.js'
import { checked } from '../turn/offer.js'
import type { MeasuredProgram } from './measured.js'
import { type Kind, kinds, readTimes, spentByKind, totalNs } from './threads.js'

/** Microseconds of CPU a turn. */
export interface Costs extends Readonly<Record<Kind, number>> {
  /** All threads of the program. */
  readonly server: number
  readonly redis: number
  readonly turnsPerS: number
}

export interface Measurement {
  readonly row: string
  readonly contender: string
  readonly costs: Costs
}

export interface Subject {
  readonly contender: string
  /** Processes of one service, which share the load. */
  readonly programs: readonly MeasuredProgram[]
  readonly redis: { readonly pid: number }
}

/** To all processes together. */
const allConnections = 128
const warmupS = 1
/** The load runs so much longer on both sides of the readings, so that both fall into it. */
const marginS = 0.5

/** Time and turns are counted in nearly the same seconds of a steady load: what is divided are their rates. */
export async function measure(
  { contender, programs, redis }: Subject,
  { seconds, plan }: Pick<LoadOrder, 'seconds' | 'plan'>,
): Promise<Costs> {
  const connections = Math.ceil(allConnections / programs.length)
  const order = { connections, warmupS, seconds: seconds + 2 * marginS, plan }
  const load = Promise.all(programs.map(({ url }) => runLoad({ ...order, url })))
  await delay(1000 * (warmupS + marginS))
  const before = readAll(programs, redis)
  await delay(1000 * seconds)
  const after = readAll(programs, redis)
  const perS = (await load).reduce((sum, figures) => sum + checked(contender, figures).perS, 0)
  const turns = (perS * (after.at - before.at)) / 1000
  const perTurn = (ns: number) => Math.round(ns / turns / 100) / 10
  const spent = programs.map((program, i) =>
    spentByKind(before.programs[i] ?? new Map(), after.programs[i] ?? new Map(), program.kinds()),
  )
  const of = (kind: Kind) => spent.reduce((sum, each) => sum + each[kind], 0)
  return {
    main: perTurn(of('main')),
    workers: perTurn(of('workers')),
    gc: perTurn(of('gc')),
    pool: perTurn(of('pool')),
    server: perTurn(kinds.reduce((sum, kind) => sum + of(kind), 0)),
    redis: perTurn(totalNs(after.redis) - totalNs(before.redis)),
    turnsPerS: perS,
  }
}

function readAll(programs: readonly MeasuredProgram[], redis: { readonly pid: number }) {
  const times = programs.map(({ pid }) => readTimes(pid))
  return { at: performance.now(), programs: times, redis: readTimes(redis.pid) }
}
