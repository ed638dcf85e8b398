// Loaded into a program that is measured, first of all and in each of its threads (NODE_OPTIONS=--require): appends a
// line to the file CPU_THREADS that says which thread of the system this one is, and which exist so far.
// CommonJS, because a module loaded by --import would start threads of its own before it can look.
const { appendFileSync, readdirSync, readlinkSync } = require('node:fs')
const { isMainThread } = require('node:worker_threads')

const { CPU_THREADS } = process.env
if (CPU_THREADS) {
  // Only the thread that reads the link sees itself in it: `<pid>/task/<tid>`.
  const tid = Number(readlinkSync('/proc/thread-self').split('/').at(-1))
  const tids = readdirSync('/proc/self/task').map(Number)
  appendFileSync(CPU_THREADS, `${JSON.stringify({ tid, isMain: isMainThread, tids })}\n`)
}
