// One run of load against one program, and what a turn of it cost.
import { setTimeout as delay } from 'node:timers/promises'
import type { LoadOrder } from '../../load/load.js'
import { runLoad } from '../../load/load.js'
import { checked } from '../turn/offer.js'
import type { MeasuredProgram } from './measured.js'
import { type Kind, readTimes, spentByKind, type Times } from './threads.js'

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
  readonly program: MeasuredProgram
  readonly redis: { readonly pid: number }
}

const connections = 128
const warmupS = 2
/** The load runs so much longer on both sides of the readings, so that both fall into it. */
const marginS = 0.5

/** Time and turns are counted in nearly the same seconds of a steady load: what is divided are their rates. */
export async function measure(
  { contender, program, redis }: Subject,
  { seconds, plan }: Pick<LoadOrder, 'seconds' | 'plan'>,
): Promise<Costs> {
  const order = { url: program.url, connections, warmupS, seconds: seconds + 2 * marginS, plan }
  const load = runLoad(order)
  await delay(1000 * (warmupS + marginS))
  const before = { at: performance.now(), program: readTimes(program.pid), redis: readTimes(redis.pid) }
  await delay(1000 * seconds)
  const after = { at: performance.now(), program: readTimes(program.pid), redis: readTimes(redis.pid) }
  const { perS } = checked(contender, await load)
  const turns = (perS * (after.at - before.at)) / 1000
  const perTurn = (ns: number) => Math.round(ns / turns / 100) / 10
  const { main, workers, gc, pool } = spentByKind(before.program, after.program, program.kinds())
  return {
    main: perTurn(main),
    workers: perTurn(workers),
    gc: perTurn(gc),
    pool: perTurn(pool),
    server: perTurn(main + workers + gc + pool),
    redis: perTurn(total(after.redis) - total(before.redis)),
    turnsPerS: perS,
  }
}

const total = (times: Times) => [...times.values()].reduce((sum, ns) => sum + ns, 0)
