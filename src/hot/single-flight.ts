// One vendor call for all who ask the same at once, in the whole cluster. In a process the first to ask leads and the
// others wait for it; among processes the holder of the lease leads. A leader that fails or dies is replaced once;
// after that everybody asks for himself. When the store cannot be asked, each process leads its own.

import { LRUCache } from 'lru-cache'
import type { Clock } from '../clock.js'
import { pause } from '../clock.js'
import { KeyedInFlight } from '../in-flight.js'
import { Stop, type StopSignal } from '../stop.js'
import { type FlightMessage, KEEP_MS, type Leases } from './leases.js'

/** One turn's question, and how it would ask by itself. */
export interface Flight<R> {
  /** Equal for questions whose answer may be shared. */
  readonly key: string
  /** Aborts when the turn's time is over. */
  readonly signal: StopSignal
  ask(): Promise<R>
  /** The part of the result that others may get, if any. */
  shareOf(result: R): string | undefined
}

export type Landed<R> =
  | { readonly kind: 'own'; readonly result: R }
  | { readonly kind: 'shared'; readonly text: string }

export interface SingleFlight {
  run<R>(flight: Flight<R>): Promise<Landed<R>>
}

/** A process that follows another one looks this often whether its leader lives; messages are only faster. */
const LOOK_MS = 100
/** Leaders tried before a turn asks for itself. */
const LEADERS = 2
const MOST_LANDED = 5_000
/** A crowd that comes at once keeps a process busy for so long. */
const TOGETHER_MS = 5_000

/** This process's flight of a key, under way. */
interface Local {
  /** The text to share; undefined when it failed. */
  readonly landing: Promise<string | undefined>
  followers: number
  readonly wantedBy: Set<string>
}

export function createSingleFlight(leases: Leases, processId: string, clock: Clock): SingleFlight {
  const flying = new KeyedInFlight<Local>()
  /** Answers that several customers asked for: one seen a moment later has come together with them. */
  const answered = new LRUCache<string, string>({ max: MOST_LANDED, ttl: TOGETHER_MS, perf: clock })
  const heard = new KeyedInFlight<(text: string | undefined) => void>()

  // A message that cannot be sent is as good as lost: its receiver looks by itself.
  const send = (to: string, message: FlightMessage) => leases.send(to, message).catch(() => undefined)
  // The lease is free before anybody is told to take it; one that could not be dropped lapses.
  async function fail(key: string, others: Iterable<string>): Promise<void> {
    await leases.release(key).catch(() => undefined)
    for (const other of others) void send(other, { kind: 'failed', key })
  }

  leases.listen((from, { kind, key, text }) => {
    if (kind !== 'want') return heard.get(key)?.(text)
    const local = flying.get(key)
    const known = answered.get(key)
    if (local) local.wantedBy.add(from)
    else if (known !== undefined) void send(from, { kind: 'landed', key, text: known })
    else void fail(key, [from])
  })

  /** Leads the process's flight and lets it land for its followers, whatever happens. */
  async function lead<R>(flight: Flight<R>): Promise<Landed<R>> {
    const { key } = flight
    let land: (text: string | undefined) => void = () => undefined
    const local: Local = {
      landing: new Promise(resolve => {
        land = resolve
      }),
      followers: 0,
      wantedBy: new Set(),
    }
    flying.set(key, local)
    let text: string | undefined
    try {
      const result = await askOrFollow(flight)
      text = result.kind === 'shared' ? result.text : flight.shareOf(result.result)
      return result
    } finally {
      flying.delete(key)
      land(text)
      announce(key, local, text)
    }
  }

  function announce(key: string, { followers, wantedBy }: Local, text: string | undefined): void {
    if (text === undefined) return void fail(key, wantedBy)
    if (followers + wantedBy.size > 0) {
      answered.set(key, text)
      // The lease shows those that other processes see late where the answer is.
      const keeping = keepOn(key)
      setTimeout(() => clearInterval(keeping), TOGETHER_MS).unref()
    }
    for (const other of wantedBy) void send(other, { kind: 'landed', key, text })
  }

  async function askOrFollow<R>(flight: Flight<R>): Promise<Landed<R>> {
    for (let tried = 0; tried < LEADERS; tried++) {
      const holder = await leases.acquire(flight.key).catch(() => processId)
      if (holder === processId) return askKeeping(flight)
      const followed = await follow(flight, holder)
      if (followed.kind === 'landed') return { kind: 'shared', text: followed.text }
      if (followed.kind === 'ours') return askKeeping(flight)
    }
    return askAlone(flight)
  }

  /** Asks the vendor while the lease is kept. */
  async function askKeeping<R>(flight: Flight<R>): Promise<Landed<R>> {
    const keeping = keepOn(flight.key)
    try {
      return await askAlone(flight)
    } finally {
      clearInterval(keeping)
    }
  }

  /** A lease that lapses because it could not be kept costs a second call, nothing else. */
  function keepOn(key: string): NodeJS.Timeout {
    return setInterval(() => void leases.renew(key).catch(() => undefined), KEEP_MS).unref()
  }

  /** Waits for another process's answer. `ours`: the lease has come to us. */
  async function follow(
    { key, signal }: Pick<Flight<unknown>, 'key' | 'signal'>,
    holder: string,
  ): Promise<{ kind: 'landed'; text: string } | { kind: 'ours' } | { kind: 'failed' }> {
    const news = new Promise<string | undefined>(resolve => heard.set(key, resolve))
    const looking = new Stop()
    const stopLooking = () => looking.abort()
    signal.addEventListener('abort', stopLooking)
    try {
      for (let leader = holder; !signal.aborted; ) {
        void send(leader, { kind: 'want', key })
        const word = await Promise.race([news.then(text => ({ text })), pause(LOOK_MS, looking)])
        if (word) return word.text === undefined ? { kind: 'failed' } : { kind: 'landed', text: word.text }
        leader = await leases.acquire(key)
        if (leader === processId) return { kind: 'ours' }
      }
    } catch {
      // The store is away: nobody can be followed.
    } finally {
      signal.removeEventListener('abort', stopLooking)
      looking.abort()
      heard.delete(key)
    }
    return { kind: 'failed' }
  }

  return {
    async run(flight) {
      for (let tried = 0; tried < LEADERS; tried++) {
        const known = answered.get(flight.key)
        if (known !== undefined) return { kind: 'shared', text: known }
        const local = flying.get(flight.key)
        if (local === undefined) return lead(flight)
        local.followers += 1
        const text = await untilAborted(local.landing, flight.signal)
        if (text !== undefined) return { kind: 'shared', text }
        if (flight.signal.aborted) break
      }
      return askAlone(flight)
    },
  }
}

async function askAlone<R>(flight: Flight<R>): Promise<Landed<R>> {
  return { kind: 'own', result: await flight.ask() }
}

/** The result of `landing`, or undefined as soon as `signal` aborts. */
function untilAborted(landing: Promise<string | undefined>, signal: StopSignal): Promise<string | undefined> {
  if (signal.aborted) return Promise.resolve(undefined)
  return new Promise(resolve => {
    const aborted = () => resolve(undefined)
    signal.addEventListener('abort', aborted)
    void landing.then(text => {
      signal.removeEventListener('abort', aborted)
      resolve(text)
    })
  })
}
