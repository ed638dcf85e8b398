// The level store of one process; in tests, of several processes in one.
import type { Clock } from '../clock.js'
import { FRESH_MS, type LevelStore } from './level-store.js'
import type { LadderState } from './next-level.js'
import type { Report } from './signals.js'

export function createMemoryLevelStore(clock: Clock): LevelStore {
  const posts = new Map<string, { readonly putAt: number; readonly report: Report }>()
  const listeners: ((state: LadderState) => void)[] = []
  let state: LadderState | undefined
  let moves = 0
  const stamp = () => (state === undefined ? '' : String(moves))

  return {
    async exchange(processId, report) {
      const now = clock.now()
      posts.set(processId, { putAt: now, report })
      for (const [other, { putAt }] of posts) if (now - putAt > FRESH_MS) posts.delete(other)
      return { now, stamp: stamp(), state, reports: new Map([...posts].map(([o, post]) => [o, post.report])) }
    },
    async move(from, to) {
      if (from !== stamp()) return false
      state = to
      moves += 1
      for (const onMove of listeners) onMove(to)
      return true
    },
    listen: onMove => void listeners.push(onMove),
    async remove(processId) {
      posts.delete(processId)
    },
  }
}
