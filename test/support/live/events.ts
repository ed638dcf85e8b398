// A stream of server-sent events as a test reads it: one event after another.
import type { Test } from 'tap'

export interface StreamEvent {
  readonly event: string
  readonly id: string
  readonly data: string
}

export interface Events {
  /** The next event of this name, and with these data; the ones before it are dropped. */
  next(name: string, fits?: (event: StreamEvent) => boolean): Promise<StreamEvent>
}

const PATIENCE_MS = 20_000

/** Ends with its test. */
export async function eventsOf(t: Test, url: string, headers: Record<string, string>): Promise<Events> {
  const stop = new AbortController()
  t.teardown(() => stop.abort())
  const reply = await fetch(url, {
    headers: { ...headers, accept: 'text/event-stream' },
    signal: stop.signal,
  })
  if (!reply.ok || reply.body === null) throw new Error(`${url}: ${reply.status}`)
  const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader()
  let held = ''

  async function read(): Promise<StreamEvent> {
    for (;;) {
      const end = held.indexOf('\n\n')
      if (end >= 0) {
        const block = held.slice(0, end)
        held = held.slice(end + 2)
        if (block.startsWith(':') && !block.includes('\n')) continue
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? ''
        return { event: field('event'), id: field('id'), data: field('data') }
      }
      const { value, done } = await reader.read()
      if (done) throw new Error('the stream has ended')
      held += value
    }
  }

  return {
    async next(name, fits = () => true) {
      const timer = setTimeout(() => stop.abort(new Error(`no such ${name} came`)), PATIENCE_MS)
      try {
        for (;;) {
          const event = await read()
          if (event.event === name && fits(event)) return event
        }
      } finally {
        clearTimeout(timer)
      }
    },
  }
}
