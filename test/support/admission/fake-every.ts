// Repeated tasks that run when a test says so.
import type { Every } from '../../../src/admission/every.js'

export interface FakeEvery {
  readonly every: Every
  /** Runs every task once. */
  run(): void
  running(): number
}

export function fakeEvery(): FakeEvery {
  const tasks = new Set<() => void>()
  return {
    every(_ms, task) {
      tasks.add(task)
      return { stop: () => tasks.delete(task) }
    },
    run() {
      for (const task of tasks) task()
    },
    running: () => tasks.size,
  }
}
