// The rehearsal as an operator: reads the level each second, and pins hot answers in a cluster of its own.
import { Pool } from 'undici'
import type { RunTime } from './faults.js'
import type { LevelSample } from './level.js'

export interface Admin {
  /** The level now; undefined when no process says. */
  level(): Promise<Pick<LevelSample, 'level' | 'reason'> | undefined>
  /** False when the server does not take pinned answers. */
  pin(answers: readonly { readonly question: string; readonly answer: string }[]): Promise<boolean>
  close(): Promise<void>
}

const TIMEOUT_MS = 900

export function createAdmin(url: string, token: string): Admin {
  const pool = new Pool(url, { connections: 2, keepAliveTimeout: 4_000 })
  const call = async (method: 'GET' | 'PUT', path: string, body: object | null = null) => {
    const headers = { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) }
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    const reply = await pool.request({ method, path, headers, body: body && JSON.stringify(body), signal })
    const text = await reply.body.text()
    return { status: reply.statusCode, text }
  }
  return {
    async level() {
      try {
        const { status, text } = await call('GET', '/admin/level')
        if (status !== 200) return undefined
        const { level, reason } = JSON.parse(text) as { level: number; reason: string }
        return { level, reason }
      } catch {
        return undefined // A process that was just killed or hangs says nothing; the next sample asks again.
      }
    },
    async pin(answers) {
      const { status } = await call('PUT', '/admin/hot', { pinned: answers })
      return status < 300
    },
    close: () => pool.destroy(),
  }
}

/** Samples now and then once a second, until the signal. */
export function sampleLevels(admin: Admin, { elapsedMs, signal }: RunTime): LevelSample[] {
  const samples: LevelSample[] = []
  const sample = async () => {
    const atS = elapsedMs() / 1000
    const level = await admin.level()
    if (level !== undefined && !signal.aborted) samples.push({ atS, ...level })
  }
  void sample()
  const timer = setInterval(sample, 1000)
  signal.addEventListener('abort', () => clearInterval(timer), { once: true })
  return samples
}
