// Sends recorded spans to their collector over OTLP/HTTP by OpenTelemetry's SDK: batches, a bounded queue, tries again. A
// collector that is away costs spans and never a turn. The SDK is loaded only where an exporter is made.
import type { HrTime, SpanContext } from '@opentelemetry/api'
import type { Resource } from '@opentelemetry/resources'
import type { BatchSpanProcessor, ReadableSpan, SpanExporter as SdkExporter } from '@opentelemetry/sdk-trace'
import type { Attributes, TraceSpan } from './span.js'

export interface SpanExporter {
  record(span: TraceSpan): void
  /** Sends what is left, once. */
  close(): Promise<void>
}

export interface SpanExporterDeps {
  readonly url: URL
  /** Attributes of the process that recorded the spans. */
  readonly resource: Attributes
  /** Called when the collector did not take so many spans. */
  onLost(error: unknown, lost: number): void
}

const SCOPE = { name: 'rushdesk' }
const EXPORT_MS = 1_000
/** A collector that hangs must not hold up the end of a process. */
const TIMEOUT_MS = 2_000
const QUEUED_SPANS_MAX = 2_048
const BATCH_SPANS_MAX = 512

/** The numbers of @opentelemetry/api, which is not loaded for them. */
const kinds = { internal: 0, server: 1, client: 2 } as const
const STATUS_UNSET = 0
const STATUS_ERROR = 2
const SAMPLED = 1

export function createSpanExporter(deps: SpanExporterDeps): SpanExporter {
  const loading = openProcessor(deps)
  loading.catch(error => deps.onLost(error, 0))
  return {
    record: span =>
      void loading.then(
        ({ processor, resource }) => processor.onEnd(readable(span, resource)),
        () => undefined,
      ),
    async close() {
      // Either rejects with what `onLost` was told of.
      await loading.then(({ processor }) => processor.shutdown()).catch(() => undefined)
    },
  }
}

interface Opened {
  readonly processor: BatchSpanProcessor
  readonly resource: Resource
}

async function openProcessor({ url, resource, onLost }: SpanExporterDeps): Promise<Opened> {
  const [{ OTLPTraceExporter }, { BatchSpanProcessor }, { resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/exporter-trace-otlp-proto'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/resources'),
  ])
  const exporter = new OTLPTraceExporter({ url: url.href, timeoutMillis: TIMEOUT_MS })
  const processor = new BatchSpanProcessor({
    exporter: reporting(exporter, onLost),
    maxQueueSize: QUEUED_SPANS_MAX,
    maxExportBatchSize: BATCH_SPANS_MAX,
    scheduledDelayMillis: EXPORT_MS,
    exportTimeoutMillis: TIMEOUT_MS,
  })
  return { processor, resource: resourceFromAttributes(attributesOf(resource)) }
}

/** The same exporter; a batch that is lost is told of. */
function reporting(exporter: SdkExporter, onLost: SpanExporterDeps['onLost']): SdkExporter {
  return {
    export: (spans, onResult) =>
      exporter.export(spans, result => {
        if (result.error !== undefined) onLost(result.error, spans.length)
        onResult(result)
      }),
    shutdown: () => exporter.shutdown(),
  }
}

function readable(span: TraceSpan, resource: Resource): ReadableSpan {
  const { traceId, spanId, parentId, name, kind, startMs, endMs, attributes, error } = span
  const contextOf = (id: string): SpanContext => ({ traceId, spanId: id, traceFlags: SAMPLED })
  return {
    name,
    kind: kinds[kind],
    attributes: attributesOf(attributes),
    resource,
    spanContext: () => contextOf(spanId),
    ...(parentId !== undefined && { parentSpanContext: contextOf(parentId) }),
    startTime: hrTimeOf(startMs),
    endTime: hrTimeOf(endMs),
    duration: hrTimeOf(endMs - startMs),
    status: error === undefined ? { code: STATUS_UNSET } : { code: STATUS_ERROR, message: error },
    ended: true,
    links: [],
    events: [],
    instrumentationScope: SCOPE,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  }
}

/** Lists as the SDK's types want them. */
function attributesOf(attributes: Attributes) {
  return Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [key, typeof value === 'object' ? [...value] : value]),
  )
}

/** Seconds and nanoseconds. */
function hrTimeOf(ms: number): HrTime {
  const seconds = Math.floor(ms / 1000)
  return [seconds, Math.round((ms - 1000 * seconds) * 1e6)]
}
