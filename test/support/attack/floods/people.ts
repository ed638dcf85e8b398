// Floods of what customers may do about people: wishes for one, left messages, ratings, and signs to the one who holds the dialog.
import { closedLoop, type Flood, randomId } from '../flood.js'
import type { Ask } from '../stage.js'
import { throughSockets } from './sockets.js'

/** Asks for people in ever new dialogs; asks and leaves the queue, leaves messages, rates and judges in its own. */
export const wishes: Flood = async means => {
  const own = `/chat/${means.dialogId}`
  const acts: readonly ((n: number) => Ask)[] = [
    () => post('/chat', { text: '转人工' }),
    n => post(`${own}/handoff`, { note: `第${n}次`, bot: n % 2 === 0 ? 'on' : 'off' }),
    n => ({ ...post(`${own}/handoff`, {}), headers: { 'idempotency-key': `k${n}` } }),
    () => ({ method: 'DELETE', path: `${own}/handoff` }),
    n => post(`${own}/left-message`, { text: `请回电${n}` }),
    n => post(`${own}/rating`, { score: 1 + (n % 5), comment: '好'.repeat(400) }),
    () => post(`${own}/turns/${randomId()}/feedback`, { score: -1 }),
    () => post(`${own}/turns/${randomId()}/report`, { kind: 'wrong', text: '错'.repeat(400) }),
    () => post(`/chat/${randomId()}/handoff`, {}),
    () => ({ method: 'GET', path: `${own}/transcript` }),
  ]
  await closedLoop(means, 64, n => (acts[n % acts.length] as (typeof acts)[0])(n))
}

const post = (path: string, body: object): Ask => ({ method: 'POST', path, body })

/** Says at once that it writes and has read, on each of 16 sockets. */
export const signs: Flood = means =>
  throughSockets(means, 50, n => {
    const about = { dialog_id: means.dialogId }
    if (n % 500 === 0) return { type: 'resume', ...about, after: 0 }
    return n % 2 === 0 ? { type: 'typing', ...about } : { type: 'read', ...about, seq: n }
  })
