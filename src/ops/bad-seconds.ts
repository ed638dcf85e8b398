// Counts bad seconds, each once for the cluster: the first process that finds its share of a second bad counts it.
// While the store is away the seconds wait here, for it is then that they happen.
import type { Clock } from '../clock.js'
import { type RepeatedTask, repeat } from '../timers.js'
import type { CountedSeconds } from './counted-seconds.js'
import { JUDGED_AFTER_MS, type SecondTallies } from './second-tallies.js'

export interface BadSecondsDeps {
  readonly clock: Clock
  readonly tallies: Pick<SecondTallies, 'takeBad'>
  readonly counted: CountedSeconds
  /** Called once for each second that is ours to count. */
  onBad(): void
  onError(error: unknown): void
}

export interface BadSeconds {
  /** Judges what is over and counts what is bad; the loop does this every second. */
  judge(): Promise<void>
  /** Those that this process counted within the last hour. */
  lastHour(): number
  /** Judges what is left. */
  close(): Promise<void>
}

const JUDGE_MS = 1_000
const HOUR_MS = 3_600_000
/** The store remembers counted seconds for longer, so that none of these is counted twice. */
const WAITING_MAX = 600

export function createBadSeconds({ clock, tallies, counted, onBad, onError }: BadSecondsDeps): BadSeconds {
  const waiting: number[] = []
  const countedAt: number[] = []

  async function countAll(before: number): Promise<void> {
    waiting.push(...tallies.takeBad(before))
    waiting.splice(0, waiting.length - WAITING_MAX)
    try {
      for (let second = waiting[0]; second !== undefined; second = waiting[0]) {
        const isOurs = await counted.isFirst(second)
        waiting.shift()
        if (isOurs) count()
      }
    } catch (error) {
      onError(error)
    }
  }
  function count(): void {
    countedAt.push(clock.now())
    onBad()
  }
  const judging: RepeatedTask = repeat(() => countAll(clock.now() - JUDGED_AFTER_MS), JUDGE_MS)

  return {
    judge: judging.now,
    lastHour() {
      const before = clock.now() - HOUR_MS
      while (countedAt[0] !== undefined && countedAt[0] < before) countedAt.shift()
      return countedAt.length
    },
    async close() {
      await judging.close()
      await countAll(Number.POSITIVE_INFINITY)
    },
  }
}
