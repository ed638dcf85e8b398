// Wages one flood against the stage while the victims ask, and says what it cost them.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { packageRoot } from '../../../src/root.js'
import type { FloodName } from './floods/floods.js'
import type { Stage } from './stage.js'
import { type Suffered, startVictims } from './victims.js'

export interface Cost extends Suffered {
  readonly flood: FloodName
  /** What the attacker's requests ended with. */
  readonly counts: Readonly<Record<string, number>>
  /** Memory that the two servers gained meanwhile, MiB. */
  readonly grownMiB: number
}

/** What no single customer may do to others. P99 in milliseconds. */
export interface Bounds {
  readonly p99Ms: number
  readonly errors: number
  readonly grownMiB: number
}

export const bounds: Bounds = { p99Ms: 500, errors: 0, grownMiB: 300 }

/** Where other tests run beside the attack, time says only whether somebody starves. */
export const boundsBesideOthers: Bounds = { ...bounds, p99Ms: 5_000 }

const attackerEntry = fileURLToPath(new URL('build/test/support/attack/attacker.js', packageRoot))
const STOP_MS = 5_000

/** Runs the flood for so long, counted from the attacker's first request. */
export async function wage(stage: Stage, flood: FloodName, seconds: number): Promise<Cost> {
  const before = memoryMiB(stage)
  const orders = {
    flood,
    urls: stage.servers.map(({ url }) => url),
    ...stage.attacker,
  }
  const attacker = fork(attackerEntry, [JSON.stringify(orders)])
  const ended = once(attacker, 'exit')
  let counts: Cost['counts'] = {}
  attacker.on('message', message => {
    counts = (message as { counts?: Cost['counts'] }).counts ?? counts
  })
  await once(attacker, 'message')
  const victims = await startVictims(stage, flood)
  await pause(seconds * 1000)
  const grownMiB = memoryMiB(stage) - before
  const suffered = await victims.stop()
  attacker.send('stop')
  const timer = setTimeout(() => attacker.kill('SIGKILL'), STOP_MS)
  await ended
  clearTimeout(timer)
  return { flood, ...suffered, counts, grownMiB }
}

/** What of the cost lies over its bound; empty when the attack did no harm. */
export function breaches({ errors, p99Ms, grownMiB, turns }: Cost, bounds: Bounds): string[] {
  return [
    ...(turns === 0 ? ['no victim asked'] : []),
    ...(errors.length > bounds.errors ? [`${errors.length} errors, such as ${errors[0]}`] : []),
    ...(p99Ms > bounds.p99Ms ? [`P99 of ${p99Ms} ms`] : []),
    ...(grownMiB > bounds.grownMiB ? [`${grownMiB} MiB more memory`] : []),
  ]
}

/** Resident memory of both servers. */
function memoryMiB({ servers }: Stage): number {
  const kib = servers.map(({ pid }) =>
    Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0),
  )
  return Math.round(kib.reduce((sum, own) => sum + own, 0) / 1024)
}
