// Sends recorded spans to their collector in batches. A collector that is away costs spans, the oldest first, and never a
// turn: the queue is bounded, and nobody waits for it.
import { repeat } from '../timers.js'
import type { TraceSpan } from './span.js'

export interface SpanExporter {
  record(span: TraceSpan): void
  /** Sends what is left, once. */
  close(): Promise<void>
}

export interface SpanExporterDeps {
  /** Rejects when the collector did not take the spans. */
  send(spans: readonly TraceSpan[]): Promise<void>
  /** Called when spans could not be sent: why, and how many were lost since the last call. */
  onLost(error: unknown, lost: number): void
  readonly everyMs: number
}

export const QUEUED_SPANS_MAX = 2_048
export const BATCH_SPANS_MAX = 512

export function createSpanExporter({ send, onLost, everyMs }: SpanExporterDeps): SpanExporter {
  let queue: TraceSpan[] = []
  let lost = 0

  function bound(): void {
    const over = queue.length - QUEUED_SPANS_MAX
    if (over <= 0) return
    queue.splice(0, over)
    lost += over
  }

  const sending = repeat(async () => {
    while (queue.length > 0) {
      const batch = queue.slice(0, BATCH_SPANS_MAX)
      queue = queue.slice(batch.length)
      try {
        await send(batch)
      } catch (error) {
        // They are tried again with the next batch, as long as there is room for them.
        queue = [...batch, ...queue]
        bound()
        onLost(error, lost)
        lost = 0
        return
      }
    }
  }, everyMs)

  return {
    record(span) {
      queue.push(span)
      bound()
      if (queue.length === BATCH_SPANS_MAX) sending.soon()
    },
    async close() {
      await sending.now()
      await sending.close()
    },
  }
}
