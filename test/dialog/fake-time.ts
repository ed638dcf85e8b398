// Time that moves only when a test says so.

export interface FakeClock {
  now(): number
  move(ms: number): void
}

export function fakeClock(start = 1_000_000): FakeClock {
  let now = start
  return {
    now: () => now,
    move(ms) {
      now += ms
    },
  }
}
