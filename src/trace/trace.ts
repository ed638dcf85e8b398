// W3C Trace Context, level 1: reading and continuing `traceparent`. Spans are not made here.

export interface Trace {
  /** 32 hex digits, continued from the request or new. */
  readonly traceId: string
  /** `traceparent` with our own span id: goes out with the response and to the vendor. */
  readonly traceparent: string
}
