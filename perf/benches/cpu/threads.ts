// CPU time of a process by kind of thread, out of Linux' /proc.
//
// Node gives its threads no names: each `comm` is that of the process. What kind a thread is follows from
// threads.cjs, which runs in the main thread before anything else and then in each worker thread:
//   main     reports as the main thread; its id is that of the process
//   workers  report as not the main thread
//   gc       exist when the main thread reports: V8's own threads, which collect garbage and compile, and a watcher
//            of signals that never runs
//   pool     all others: libuv's pool (files, name lookups, cryptography)
import { readdirSync, readFileSync } from 'node:fs'

export const kinds = ['main', 'workers', 'gc', 'pool'] as const
export type Kind = (typeof kinds)[number]

/** Nanoseconds on a CPU since the start, by thread id. */
export type Times = ReadonlyMap<number, number>

/** The kind of each thread of a program. */
export type KindOf = (tid: number) => Kind

/** Reads the lines that threads.cjs wrote. */
export function kindsOf(lines: string): KindOf {
  const reports = lines
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as { tid: number; isMain: boolean; tids: number[] })
  const main = reports.find(report => report.isMain)
  if (main === undefined) throw new Error('the main thread did not report')
  const workers = new Set(reports.filter(report => !report.isMain).map(report => report.tid))
  const early = new Set(main.tids)
  return tid => {
    if (tid === main.tid) return 'main'
    if (workers.has(tid)) return 'workers'
    return early.has(tid) ? 'gc' : 'pool'
  }
}

/** The first field of a thread's `schedstat`: nanoseconds on a CPU. */
export function parseSchedstat(text: string): number {
  const [, ns] = /^(\d+) \d+ \d+\n?$/.exec(text) ?? []
  if (ns === undefined) throw new Error(`not a schedstat: ${JSON.stringify(text)}`)
  return Number(ns)
}

/** Of all threads that the process has now. */
export function readTimes(pid: number): Times {
  const folder = `/proc/${pid}/task`
  const times = new Map<number, number>()
  for (const tid of readdirSync(folder)) {
    const text = readIfThere(`${folder}/${tid}/schedstat`)
    if (text !== undefined) times.set(Number(tid), parseSchedstat(text))
  }
  return times
}

/** Nanoseconds of all threads. */
export function totalNs(times: Times): number {
  return [...times.values()].reduce((sum, ns) => sum + ns, 0)
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined // The thread has ended since it was listed.
  }
}

/** Nanoseconds by kind between two readings. A thread that ended in between is not counted. */
export function spentByKind(before: Times, after: Times, kindOf: KindOf): Record<Kind, number> {
  const spent = { main: 0, workers: 0, gc: 0, pool: 0 }
  for (const [tid, ns] of after) spent[kindOf(tid)] += ns - (before.get(tid) ?? 0)
  return spent
}
