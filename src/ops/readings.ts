// The gauges: values of parts that are read when somebody scrapes, and how those of several processes become one.
import { Counter, Gauge, type Registry } from 'prom-client'
import { gaugeAll } from './gauges.js'
import type { RecentLatency } from './recent-latency.js'

/** Values that are read when somebody scrapes. */
export interface Readings {
  mailboxDepth(): number
  pendingTurns(): number
  /** How long the oldest promised turn that could run has been able to. */
  pendingLagMs(): number
  /** Whether the store answers this process. */
  isStoreUp(): boolean
  webSockets(): number
  /** Seats that take dialogs, in the whole cluster. */
  seatsOnline(): number
  /** Dialogs that online seats have, divided by how many they may have. */
  seatLoadRatio(): number
  /** Dialogs that wait for a person, in the whole cluster. */
  handoffWaiting(): number
  /** Shops that have a desk or hours, and whether their hours say that it is open now. */
  desksOpen(): Iterable<readonly [shop: string, isOpen: boolean]>
  degradeLevel(): number
  /** 0 closed, 1 open, 2 probing. */
  breakerState(): number
  /** The state of the gray release. */
  grayState(): string
  /** Dead letters of webhooks, in the process that sends them. */
  webhookDead(): number
  /** A count, not a level. */
  logLinesDropped(): number
}

export type MutableReadings = { -readonly [K in keyof Readings]: Readings[K] }

/** Readings of parts that are built later read 0 until those put theirs in. */
export function createReadings(known: Partial<Readings>): MutableReadings {
  const zero = () => 0
  return {
    mailboxDepth: zero,
    pendingTurns: zero,
    pendingLagMs: zero,
    isStoreUp: () => true,
    webSockets: zero,
    seatsOnline: zero,
    seatLoadRatio: zero,
    handoffWaiting: zero,
    desksOpen: () => [],
    degradeLevel: zero,
    breakerState: zero,
    grayState: () => 'off',
    webhookDead: zero,
    logLinesDropped: zero,
    ...known,
  }
}

export function registerReadings(registry: Registry, readings: Readings, recent: RecentLatency): void {
  gaugeAll(registry, 'sum', {
    chat_qps: ['First responses a second over the last 10 s', recent.perSecond],
    mailbox_depth: ['Turns in mailboxes', () => readings.mailboxDepth()],
    pending_turns: ['Turns owed after a 202', () => readings.pendingTurns()],
    ws_connections: ['Open WebSockets', () => readings.webSockets()],
    processes_live: ['Processes that these metrics are of', () => 1],
  })
  gaugeAll(registry, 'max', {
    chat_latency_p99: ['P99 in milliseconds, admission to first response, over the last 10 s', recent.p99],
    seats_online: ['Seats that take dialogs', () => readings.seatsOnline()],
    seat_load_ratio: ['Dialogs of online seats divided by their capacity', () => readings.seatLoadRatio()],
    handoff_waiting: ['Dialogs that wait for a person', () => readings.handoffWaiting()],
    degrade_level: ['Rung of the degradation ladder', () => readings.degradeLevel()],
    breaker_state: ['0 closed, 1 open, 2 probing', () => readings.breakerState()],
    webhook_dead: ['Events that could not be delivered, as kept', () => readings.webhookDead()],
    pending_lag_seconds: [
      'How long the oldest promised turn that could run has been able to',
      () => readings.pendingLagMs() / 1000,
    ],
  })
  gaugeAll(registry, 'min', {
    store_up: ['1 while Redis answers every process', () => Number(readings.isStoreUp())],
  })
  countDroppedLines(registry, readings)
  markGrayState(registry, readings)
  markOpenDesks(registry, readings)
}

/** 1 at the state that is in force. */
function markGrayState(registry: Registry, readings: Readings) {
  new Gauge({
    name: 'gray_state',
    help: '1 at the state of the gray release',
    aggregator: 'max',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      this.reset()
      this.set({ state: readings.grayState() }, 1)
    },
  })
}

/** A shop whose last seat and hours have gone is told of no more. */
function markOpenDesks(registry: Registry, readings: Readings) {
  new Gauge({
    name: 'desk_open',
    help: "1 within the hours of the shop's people",
    aggregator: 'max',
    labelNames: ['shop'],
    registers: [registry],
    collect() {
      this.reset()
      for (const [shop, isOpen] of readings.desksOpen()) this.set({ shop }, Number(isOpen))
    },
  })
}

/** The log counts for itself; the figure is read when somebody looks. */
function countDroppedLines(registry: Registry, readings: Readings) {
  new Counter({
    name: 'log_lines_dropped_total',
    help: 'Log lines that their reader was too slow for',
    registers: [registry],
    collect() {
      this.reset()
      this.inc(readings.logLinesDropped())
    },
  })
}
