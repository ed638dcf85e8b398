// The attacker: a process of its own, so that its work does not slow the victims' clocks. It gets its orders as JSON
// on the command line, says by a message when it begins, and ends with its counts when it is told to stop.
import { setPriority } from 'node:os'
import { type FloodName, floods } from './floods/floods.js'

interface Orders {
  readonly flood: FloodName
  readonly urls: readonly string[]
  readonly token: string
  readonly dialogId: string
}

/** An attacker's own processor time must not stand in for the harm that its requests do. */
const NICE = 15

setPriority(NICE)
const { flood, ...means } = JSON.parse(process.argv[2] ?? '') as Orders
const stop = new AbortController()
process.once('message', () => stop.abort())
const counts: Record<string, number> = {}
const count = (how: string) => {
  counts[how] = (counts[how] ?? 0) + 1
}
process.send?.({ begun: true })
await floods[flood].run({ ...means, signal: stop.signal, count })
process.send?.({ counts }, undefined, {}, () => process.exit(0))
