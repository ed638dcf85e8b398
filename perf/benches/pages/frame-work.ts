// What a page's main thread does between a frame and the next, as the browser traces it: CPU time, which a busy neighbour
// lengthens less than the time on the clock.
import type { Browser, Page } from 'playwright-core'

export interface FrameWork {
  /** Milliseconds of the one with most work. */
  readonly longestMs: number
  /** With more work than a frame at 60 a second lasts. */
  readonly over: number
}

const FRAME_MS = 1_000 / 60
/** The browser's names for a thread's tasks, and for the one that makes a frame. */
const TASK = 'ThreadControllerImpl::RunTask'
const FRAME = 'ScheduledActionSendBeginMainFrame'

interface TraceEvent {
  readonly name: string
  readonly pid: number
  readonly tid: number
  /** Microseconds: when it began, how long it took, and how long its thread ran. */
  readonly ts: number
  readonly dur?: number
  readonly tdur?: number
  readonly args?: { readonly src_func?: string }
}

/** Of the page that makes frames while `during` runs. */
export async function frameWork(
  browser: Browser,
  page: Page,
  during: () => Promise<unknown>,
): Promise<FrameWork> {
  await browser.startTracing(page, { categories: ['-*', 'toplevel'] })
  await during()
  const { traceEvents } = JSON.parse(String(await browser.stopTracing())) as { traceEvents: TraceEvent[] }
  const frames = workOf(traceEvents.filter(({ name, dur }) => name === TASK && dur !== undefined))
  const longest = Math.max(0, ...frames)
  return { longestMs: Number(longest.toFixed(1)), over: frames.filter(ms => ms > FRAME_MS).length }
}

function workOf(tasks: readonly TraceEvent[]): number[] {
  const makesFrame = ({ args }: TraceEvent) => args?.src_func === FRAME
  const thread = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`
  const main = mostFrequent(tasks.filter(makesFrame).map(thread))
  const frames: number[] = []
  let endedAt = 0
  for (const task of tasks.filter(each => thread(each) === main).sort((a, b) => a.ts - b.ts)) {
    // A task within another is counted with it.
    if (task.ts < endedAt) continue
    endedAt = task.ts + (task.dur ?? 0)
    if (makesFrame(task)) frames.push(0)
    const last = frames.length - 1
    if (last >= 0) frames[last] = (frames[last] ?? 0) + (task.tdur ?? 0) / 1_000
  }
  return frames
}

function mostFrequent(names: readonly string[]): string | undefined {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0]
}
