// The metrics of this process under their Prometheus names; the cluster's are made of them in cluster-view.ts. Callers
// decide what they count.
import { Counter, collectDefaultMetrics, Histogram, type LabelValues, Registry } from 'prom-client'
import type { Clock } from '../clock.js'
import type { MetricReading } from './merge-metrics.js'
import { createPeopleMetrics, type PeopleMetrics } from './people-metrics.js'
import { type Readings, registerReadings } from './readings.js'
import { createRecentLatency, type RecentLatency } from './recent-latency.js'
import { createSecondCounts, type SecondCounts } from './second-counts.js'
import { createSecondTallies, type FirstResponse, type SecondTallies } from './second-tallies.js'

/** Upper bounds in seconds; the promise of 500 ms is one of them. */
const BUCKETS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2, 5, 10, 20]

/** Gauges of prom-client with a counter's suffix, which promtool complains of; by type they are there without it. */
const misnamed = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
]

/** An answer, as far as it is counted. */
export interface AnswerCounted {
  readonly source: string
  readonly level: number
  /** The release that the customer met, if any. */
  readonly variant?: string
}

export interface Metrics {
  readonly recent: RecentLatency
  /** The same from admission to the committed answer. */
  readonly recentAnswers: RecentLatency
  /** `arrived`, `responded`, `pending`, `refused`, `bad`, and answers by `source:<name>`. */
  readonly counts: Pick<SecondCounts, 'lastSecond'>
  readonly seconds: Pick<SecondTallies, 'takeBad'>
  /** Admission to the first response, in milliseconds. */
  responded(ms: number): void
  /** Admission to the committed answer. */
  answered(ms: number, answer: AnswerCounted): void
  rejected(reason: string): void
  vendorCalled(outcome: string): void
  vendorTokens(kind: 'prompt' | 'completion', count: number): void
  /** In the currency of LLM_PRICE. */
  vendorCost(vendor: string, amount: number): void
  masked(kind: string): void
  /** A term that may not pass, in a question or an answer. */
  blocked(term: { category: string; action: string; place: string }): void
  /** A customer rated an answer, or changed the rating. */
  rated(rating: { readonly about: string; readonly score: number; readonly variant: string }): void
  /** A call of one of the shop's tools; without a time when the shop was not asked. */
  toolCalled(tool: string, outcome: string, ms: number | undefined): void
  /** Somebody decided about a proposed write. */
  confirmationDecided(tool: string, decision: 'yes' | 'no'): void
  /** Sentences of a model's answer that nobody had told. */
  ungrounded(sentences: number): void
  promoted(): void
  /** A first response leaves now; on a stream it is the first event. */
  served(response: FirstResponse): void
  /** A reply broke off after its first response. */
  broke(arrivedAt: number): void
  /** A second in which customers fared badly, and that is ours to count. */
  badSecond(): void
  readonly people: PeopleMetrics
  /** A claim of a good token that is no use. */
  claimIgnored(claim: string): void
  /** A model's answer came after a person had taken the dialog, or after the customer had switched the bot off. */
  lateAnswerDropped(): void
  /** A try to deliver an event ended, or the event was lost before one. */
  webhookEnded(event: string, outcome: string): void
  /** Audit entries that were not kept. */
  auditLost(count: number, reason: string): void
  /** A message from another program, or another version, that was not understood. */
  busMessageDropped(topic: string): void
  storedRowDropped(topic: string): void
  /** Everything as it stands, collected now. */
  read(): Promise<MetricReading[]>
}

export function createMetrics(clock: Clock, readings: Readings): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  for (const name of misnamed) registry.removeSingleMetric(name)
  const recent = createRecentLatency(clock)
  const recentAnswers = createRecentLatency(clock)
  const counts = createSecondCounts(clock)
  const seconds = createSecondTallies()
  registerReadings(registry, readings, recent)
  const counted = countersOf(registry)

  return {
    recent,
    recentAnswers,
    counts,
    seconds,
    responded(ms) {
      if (Number.isFinite(ms)) recent.record(ms)
      observe(counted.responses, ms / 1000)
      counts.add('responded')
    },
    answered(ms, { source, level, variant = 'stable' }) {
      observe(counted.answers, ms / 1000)
      if (Number.isFinite(ms)) recentAnswers.record(ms)
      counts.add(`source:${source}`)
      counted.turns.inc({ source, level, variant })
    },
    rejected(reason) {
      counted.rejections.inc({ reason })
      counts.add('refused')
    },
    vendorCalled: outcome => counted.vendorCalls.inc({ outcome }),
    vendorTokens: (kind, count) => add(counted.tokens, { kind }, count),
    vendorCost: (vendor, amount) => add(counted.cost, { vendor }, amount),
    masked: kind => counted.hits.inc({ kind }),
    blocked: term => counted.blocked.inc(term),
    rated: rating => counted.ratings.inc(rating),
    toolCalled(tool, outcome, ms) {
      counted.toolCalls.inc({ tool, outcome })
      if (ms !== undefined) counted.toolTimes.observe({ tool }, ms / 1000)
    },
    confirmationDecided: (tool, decision) => counted.confirmations.inc({ tool, decision }),
    ungrounded: sentences => counted.ungrounded.inc(sentences),
    promoted() {
      counted.promotions.inc()
      counts.add('pending')
    },
    served(response) {
      seconds.served(response, clock.now())
      counts.add('arrived')
    },
    broke: seconds.broke,
    badSecond: () => counted.badSeconds.inc(),
    people: createPeopleMetrics(registry),
    claimIgnored: claim => counted.ignoredClaims.inc({ claim }),
    lateAnswerDropped: () => counted.lateAnswers.inc(),
    webhookEnded: (event, outcome) => counted.webhooks.inc({ event, outcome }),
    auditLost: (count, reason) => add(counted.auditLosses, { reason }, count),
    busMessageDropped: topic => counted.dropped.inc({ topic }),
    storedRowDropped: topic => counted.strays.inc({ topic }),
    // The types call a metric's type a number and it is a word.
    read: async () => (await registry.getMetricsAsJSON()) as unknown as MetricReading[],
  }
}

/** prom-client throws on a value that is none, and a turn must not fail by being counted: such a value is left out. */
function add<L extends string>(counter: Counter<L>, labels: LabelValues<L>, count: number): void {
  if (Number.isFinite(count) && count >= 0) counter.inc(labels, count)
}

function observe(histogram: Histogram, seconds: number): void {
  if (Number.isFinite(seconds)) histogram.observe(seconds)
}

function countersOf(registry: Registry) {
  const registers = [registry]
  const histogram = (name: string, help: string) =>
    new Histogram({ name, help, buckets: BUCKETS_S, registers })
  const counter = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Counter({ name, help, labelNames, registers })
  return {
    responses: histogram('chat_latency_seconds', 'Admission to the first response'),
    answers: histogram('answer_latency_seconds', 'Admission to the committed answer'),
    turns: counter('chat_turns_total', 'Answered turns', 'source', 'level', 'variant'),
    rejections: counter('chat_rejected_total', 'Refused turns', 'reason'),
    vendorCalls: counter('llm_requests_total', 'Calls to the vendor', 'outcome'),
    tokens: counter('llm_tokens_total', 'Tokens the vendor counted', 'kind'),
    cost: counter('llm_cost_total', 'What the tokens cost by LLM_PRICE and LLM_FALLBACK_PRICE', 'vendor'),
    hits: counter('mask_hits_total', 'Masked places', 'kind'),
    webhooks: counter('webhook_deliveries_total', 'Tries to deliver an event', 'event', 'outcome'),
    auditLosses: counter('audit_dropped_total', 'Audit entries that were not kept', 'reason'),
    dropped: counter(
      'bus_messages_dropped_total',
      'Messages between processes that were not understood',
      'topic',
    ),
    strays: counter('stored_rows_dropped_total', 'Stored rows that were not understood', 'topic'),
    blocked: counter('blocked_terms_total', 'Terms that may not pass', 'category', 'action', 'place'),
    lateAnswers: counter(
      'late_answers_dropped_total',
      'Answers of a model that came after a person had taken the dialog',
    ),
    ignoredClaims: counter('token_claims_ignored_total', 'Claims of good tokens that are no use', 'claim'),
    ratings: counter('ratings_total', 'Ratings of customers', 'about', 'score', 'variant'),
    toolCalls: counter('tool_calls_total', "Calls of the shop's tools", 'tool', 'outcome'),
    confirmations: counter('confirmations_total', 'Decisions about proposed writes', 'tool', 'decision'),
    ungrounded: counter(
      'ungrounded_total',
      "Sentences of model's answers that were left out: nobody had told them",
    ),
    toolTimes: new Histogram({
      name: 'tool_seconds',
      help: "Times of calls of the shop's tools",
      labelNames: ['tool'],
      buckets: BUCKETS_S,
      registers,
    }),
    promotions: counter('turns_pending_total', 'Turns that were told 202'),
    badSeconds: counter('bad_seconds_total', 'Seconds in which over 1 % of the customers fared badly'),
  }
}
