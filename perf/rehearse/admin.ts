// The rehearsal as an operator: reads the level and the release each second, pins hot answers and releases in a cluster of
// its own.
import { Pool } from 'undici'
import type { RunTime } from './faults.js'
import type { LevelSample } from './level.js'

export interface Admin {
  /** The level and the state of the gray release now; undefined when no process says. */
  standing(): Promise<Omit<LevelSample, 'atS'> | undefined>
  /** Begins a gray release. Throws when the server refuses it. */
  release(document: object): Promise<void>
  /** False when the server does not take pinned answers. */
  pin(answers: readonly { readonly question: string; readonly answer: string }[]): Promise<boolean>
  close(): Promise<void>
}

/** A sample must not hold up the next one. */
const SAMPLE_MS = 900
const WRITE_MS = 10_000

export function createAdmin(url: string, token: string): Admin {
  const pool = new Pool(url, { connections: 2, keepAliveTimeout: 4_000 })
  const call = async (method: 'GET' | 'PUT', path: string, body: object | null = null) => {
    const headers = { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) }
    const signal = AbortSignal.timeout(method === 'GET' ? SAMPLE_MS : WRITE_MS)
    const reply = await pool.request({ method, path, headers, body: body && JSON.stringify(body), signal })
    const text = await reply.body.text()
    return { status: reply.statusCode, text }
  }
  return {
    async standing() {
      try {
        const [ladder, release] = await Promise.all([call('GET', '/admin/level'), call('GET', '/admin/gray')])
        if (ladder.status !== 200) return undefined
        const { level, reason } = JSON.parse(ladder.text) as { level: number; reason: string }
        // Where there are several shops, a release is not this operator's to see.
        const { state: gray } = JSON.parse(release.text) as { state?: string }
        return { level, reason, ...(gray !== undefined && { gray }) }
      } catch {
        return undefined // A process that was just killed or hangs says nothing; the next sample asks again.
      }
    },
    async pin(answers) {
      const { status } = await call('PUT', '/admin/hot', { pinned: answers })
      return status < 300
    },
    async release(document) {
      const { status, text } = await call('PUT', '/admin/gray', document)
      if (status !== 200) throw new Error(`the release was refused with ${status}: ${text}`)
    },
    close: () => pool.destroy(),
  }
}

/** Samples now and then once a second, until the signal. */
export function sampleLevels(admin: Admin, { elapsedMs, signal }: RunTime): LevelSample[] {
  const samples: LevelSample[] = []
  const sample = async () => {
    const atS = elapsedMs() / 1000
    const standing = await admin.standing()
    if (standing !== undefined && !signal.aborted) samples.push({ atS, ...standing })
  }
  void sample()
  const timer = setInterval(sample, 1000)
  signal.addEventListener('abort', () => clearInterval(timer), { once: true })
  return samples
}
