// Builds the traces: which requests are recorded, and where their spans go. Nothing is built without
// OTEL_EXPORTER_OTLP_ENDPOINT, and then no turn pays for any of this.
import { createAddresses } from '../admission/addresses.js'
import type { Clock } from '../clock.js'
import type { Config } from '../config/config.js'
import type { TurnEnds } from '../dialog/turn/live-turns.js'
import type { CallReport } from '../llm/call.js'
import type { Log } from '../ops/log.js'
import { isTraced, requestSpan, type TurnOutcome, turnSpans } from '../ops/turn-spans.js'
import type { ToolCallRecord } from '../shop/tool-caller.js'
import { createSampler, type TraceDecision } from '../trace/sampler.js'
import { type Attributes, spanContextOf, turnSpanId } from '../trace/span.js'
import { createSpanExporter, type SpanExporter } from '../trace/span-exporter.js'
import type { RandomHex } from '../trace/trace.js'

export interface Tracing extends TraceDecision {
  /** The same ends, recorded. */
  watched(ends: TurnEnds): TurnEnds
  called(call: CallReport): void
  toolCalled(call: ToolCallRecord): void
  close(): Promise<void>
}

export interface TracingDeps {
  readonly clock: Clock
  readonly log: Log
  readonly randomHex: RandomHex
  readonly processId: string
  readonly version: string
}

const SPAN_BYTES = 8
const OUT_OF = 0x1_0000_0000

export function buildTracing(config: Config, deps: TracingDeps): Tracing | undefined {
  if (config.otelExporterOtlpEndpoint === '') return undefined
  const { randomHex, log } = deps
  const url = new URL('v1/traces', `${config.otelExporterOtlpEndpoint.replace(/\/+$/, '')}/`)
  const exporter = createSpanExporter({
    url,
    resource: resourceOf(config, deps),
    onLost: (err, lost) => log.warn({ err, lost }, 'spans not sent'),
  })
  const addresses = createAddresses(config.trustedProxies)
  return {
    isSampled: createSampler(
      config.otelTracesSampler,
      config.otelTracesSamplerArg,
      () => Number.parseInt(randomHex(4), 16) / OUT_OF,
    ),
    trusts: addresses.isTrusted,
    watched: ends => tracedEnds(ends, exporter, deps),
    called: call => recordCall(call, { config, exporter, ...deps }),
    toolCalled: call => recordToolCall(call, { exporter, ...deps }),
    close: exporter.close,
  }
}

function resourceOf(
  { otelServiceName, otelResourceAttributes }: Config,
  { processId, version }: TracingDeps,
): Attributes {
  return {
    ...otelResourceAttributes,
    'service.name': otelServiceName,
    'service.version': version,
    'service.instance.id': processId,
  }
}

const OK = 200
const PROMISED = 202

function tracedEnds(
  ends: TurnEnds,
  exporter: SpanExporter,
  { clock, randomHex }: Pick<TracingDeps, 'clock' | 'randomHex'>,
): TurnEnds {
  type Turn = Parameters<TurnEnds['promised']>[0]
  const newSpanId = () => randomHex(SPAN_BYTES)

  function recordRequest(turn: Turn, outcome: TurnOutcome): void {
    const span = requestSpan(turn, outcome)
    if (span) exporter.record(span)
  }
  function record(turn: Turn, outcome: TurnOutcome): void {
    if (!isTraced(turn)) return
    if (!turn.isPromised) recordRequest(turn, outcome)
    for (const span of turnSpans(turn, outcome, newSpanId)) exporter.record(span)
  }
  return {
    ...ends,
    promised(turn) {
      ends.promised(turn)
      const outcome = { dialogId: turn.address.dialogId, endMs: clock.now(), status: PROMISED }
      if (isTraced(turn)) recordRequest(turn, outcome)
    },
    answered(turn, reply) {
      ends.answered(turn, reply)
      record(turn, { dialogId: reply.dialogId, endMs: clock.now(), status: OK, reply })
    },
    failed(turn, problem) {
      ends.failed(turn, problem)
      const { dialogId } = turn.address
      record(turn, { dialogId, endMs: clock.now(), status: problem.status, problem })
    },
  }
}

/** A call of the shop's API. One that was not made is none. */
function recordToolCall(
  { tool, outcome, ms, who: { traceparent = '' } }: ToolCallRecord,
  { exporter, clock, randomHex }: TracingDeps & { exporter: SpanExporter },
): void {
  const { traceId, spanId, isSampled } = spanContextOf(traceparent)
  if (!isSampled || ms === undefined) return
  const endMs = clock.now()
  const isWell = outcome === 'ok' || outcome === 'unknown-to-shop'
  exporter.record({
    traceId,
    spanId: randomHex(SPAN_BYTES),
    parentId: turnSpanId(spanId),
    name: `execute_tool ${tool.name}`,
    kind: 'client',
    startMs: endMs - ms,
    endMs,
    attributes: {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': tool.name,
      'rushdesk.outcome': outcome,
      ...(!isWell && { 'error.type': outcome }),
    },
    error: isWell ? undefined : outcome,
  })
}

/** An attempt at the vendor, as the conventions for generative AI name it. */
function recordCall(
  { vendor, outcome, vendorMs, usage, request, model: answeredBy, finish }: CallReport,
  { config, exporter, clock, randomHex }: TracingDeps & { config: Config; exporter: SpanExporter },
): void {
  const { traceId, spanId, isSampled } = spanContextOf(request.traceparent)
  if (!isSampled) return
  const endMs = clock.now()
  const isPrimary = vendor === 'primary'
  const model = request.model ?? ((isPrimary ? '' : config.llmFallbackModel) || config.llmModel)
  const url = (isPrimary ? '' : config.llmFallbackUrl) || config.llmUrl
  const operation = config.llmProtocol === 'chat' ? 'chat' : 'text_completion'
  exporter.record({
    traceId,
    spanId: randomHex(SPAN_BYTES),
    parentId: turnSpanId(spanId),
    name: `${operation} ${model}`,
    kind: 'client',
    startMs: endMs - vendorMs,
    endMs,
    attributes: {
      'gen_ai.operation.name': operation,
      // The format that is spoken; whose model it is, is not known.
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': model,
      ...(answeredBy !== undefined && { 'gen_ai.response.model': answeredBy }),
      'server.address': new URL(url).hostname,
      ...(usage && {
        'gen_ai.usage.input_tokens': usage.promptTokens,
        'gen_ai.usage.output_tokens': usage.completionTokens,
      }),
      ...(finish && { 'gen_ai.response.finish_reasons': [finish] }),
      ...(outcome !== 'answered' && { 'error.type': outcome }),
    },
    error: outcome === 'answered' ? undefined : outcome,
  })
}
