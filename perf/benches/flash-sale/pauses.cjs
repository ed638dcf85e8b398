// Loaded into a server that is measured (NODE_OPTIONS=--require): how long its main thread stood still since SIGUSR2. At its
// end it writes the longest pause for garbage and the longest stall of the loop, in milliseconds, to the file PAUSES.
const { writeFileSync } = require('node:fs')
const { monitorEventLoopDelay, PerformanceObserver } = require('node:perf_hooks')
const { isMainThread } = require('node:worker_threads')

const { PAUSES } = process.env
if (PAUSES && isMainThread) {
  const delay = monitorEventLoopDelay({ resolution: 5 })
  let longestGcMs = 0
  const observer = new PerformanceObserver(list => {
    for (const { duration } of list.getEntries()) longestGcMs = Math.max(longestGcMs, duration)
  })
  observer.observe({ entryTypes: ['gc'] })
  delay.enable()
  process.on('SIGUSR2', () => {
    longestGcMs = 0
    delay.reset()
  })
  process.on('exit', () => {
    writeFileSync(PAUSES, JSON.stringify({ longestGcMs, longestStallMs: delay.max / 1e6 }))
  })
}
