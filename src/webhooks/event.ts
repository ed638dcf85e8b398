// Events for shops: their types, the patterns that choose them, and the body that is sent. Pure.

/** The closed list; docs/webhooks.md describes the data of each type. */
export const eventTypes = [
  'dialog.handoff',
  'dialog.claimed',
  'dialog.transferred',
  'dialog.returned',
  'dialog.closed',
  'dialog.message_left',
  'dialog.message',
  'dialog.rated',
  'dialog.reported',
  'dialog.erased',
  'turn.feedback',
  'level.changed',
  'gray.verdict',
  'webhook.disabled',
  'webhook.test',
] as const
export type EventType = (typeof eventTypes)[number]

export interface WebhookEvent {
  /** 32 hex digits: the `webhook-id`. One event has one id, however often it is sent. */
  readonly id: string
  readonly type: EventType
  /** Time of the event, epoch milliseconds. */
  readonly at: number
  /** The shop of the event; `*` when it concerns all shops. */
  readonly shop: string
  /** Absent for an event without a dialog. */
  readonly dialogId?: string
  /** Keyed hash of the customer whose words `data` may hold; it is not sent. */
  readonly owner?: string | undefined
  /** Rises with the events of a dialog; they are sent in the order of their versions. */
  readonly version: number
  readonly traceparent: string
  /** Sent beside shop, dialog_id and version. Its texts are masked. */
  readonly data: Readonly<Record<string, unknown>>
}

/** An event as its maker gives it: missing fields are filled in. */
export type NewEvent = Pick<WebhookEvent, 'type' | 'shop' | 'data'> &
  Partial<Pick<WebhookEvent, 'id' | 'at' | 'dialogId' | 'owner' | 'version' | 'traceparent'>>

export const BODY_BYTES_MAX = 20_000

/** `dialog.*` stands for all events whose names begin so, `*` for all. */
export function isEventIn(patterns: readonly string[], type: EventType): boolean {
  return patterns.some(
    pattern =>
      pattern === '*' ||
      pattern === type ||
      (pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1))),
  )
}

/** True when some event fits the pattern: a misspelt pattern would choose none. */
export function isEventPattern(pattern: string): boolean {
  return eventTypes.some(type => isEventIn([pattern], type))
}

/** When the body would be too long, the longest fields are left out; `cut` names them. */
export function bodyOf({ type, at, shop, dialogId, version, data }: WebhookEvent): string {
  const about = { shop, ...(dialogId !== undefined && { dialog_id: dialogId, version }) }
  const write = (fields: Readonly<Record<string, unknown>>) =>
    JSON.stringify({ type, timestamp: new Date(at).toISOString(), data: { ...about, ...fields } })
  const fields = new Map(Object.entries(data))
  const cut: string[] = []
  let body = write(data)
  while (Buffer.byteLength(body) > BODY_BYTES_MAX && fields.size > 0) {
    const longest = [...fields].reduce((one, other) => (sizeOf(other[1]) > sizeOf(one[1]) ? other : one))[0]
    fields.delete(longest)
    cut.push(longest)
    body = write({ ...Object.fromEntries(fields), cut })
  }
  return body
}

function sizeOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? '')
}
