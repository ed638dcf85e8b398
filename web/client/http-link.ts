// A turn over plain HTTP: a stream of events for who listens to deltas, otherwise a reply, or the promise of one.

import { type Answer, fromWire, type Place } from './api-types.js'
import { type Http, lost, readJson } from './http.js'
import { ConnectionError, ProblemError } from './problem-error.js'
import { turnPath } from './requests.js'
import { pause } from './retry.js'
import { readEvents } from './sse.js'
import type { Link, Turn } from './turn.js'

export const EVENT_STREAM = 'text/event-stream'

export function createHttpLink(http: Http): Link {
  return {
    carry(turn) {
      attempt(http, turn).then(
        answer => turn.end(answer),
        error => turn.attemptFailed(error),
      )
    },
  }
}

async function attempt(http: Http, turn: Turn): Promise<Answer> {
  const { key, body, dialogId, signal } = turn
  const response = await http.send({
    method: 'POST',
    path: '/chat',
    headers: { 'Idempotency-Key': key, Accept: turn.wantsDeltas ? EVENT_STREAM : 'application/json' },
    body: { ...body, dialog_id: dialogId },
    signal,
  })
  if (response.headers.get('Content-Type')?.startsWith(EVENT_STREAM)) return stream(response, turn)
  if (response.status !== 202) return readJson<Answer>(response, signal)
  const place = await readJson<Place>(response, signal)
  turn.accept(place)
  return poll(http, turn, place)
}

async function stream(response: Response, turn: Turn): Promise<Answer> {
  let answer: Answer | undefined
  let problem: ProblemError | undefined
  const event = ({ name, data }: { name: string; data: string }): void => {
    const body: unknown = JSON.parse(data)
    if (name === 'accepted') turn.accept(fromWire<Place>(body))
    else if (name === 'delta') turn.delta(fromWire<{ text: string }>(body).text)
    else if (name === 'answer') answer = fromWire<Answer>(body)
    else if (name === 'error') problem = problemOf(body)
  }
  try {
    if (response.body) await readEvents(response.body, { event, retry: () => undefined })
  } catch (cause) {
    if (answer === undefined) throw lost(cause, turn.signal)
  }
  if (answer !== undefined) return answer
  throw problem ?? new ConnectionError('The stream ended before the answer')
}

/** The head has left: the event says itself when to try again. */
function problemOf(body: unknown): ProblemError {
  return new ProblemError(body, 500, fromWire<{ readonly retryAfterS?: number }>(body).retryAfterS)
}

/** The address is built, not taken from Location: the server may be mounted under a path that it does not know. */
async function poll(http: Http, { signal }: Turn, place: Place): Promise<Answer> {
  const path = `${turnPath(place)}?wait=25`
  for (;;) {
    const askedAt = Date.now()
    const response = await http.send({ method: 'GET', path, signal })
    if (response.status !== 202) return readJson<Answer>(response, signal)
    const { retryAfterMs } = await readJson<{ retryAfterMs: number }>(response, signal)
    // A server that did not hold the poll is asked again only after its pause.
    if (Date.now() - askedAt < retryAfterMs) await pause(retryAfterMs, signal)
  }
}
