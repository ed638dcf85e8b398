// Reads the text of a picture with the program tesseract, in a process of its own for each picture: whatever a picture
// does to it, it ends when its time is over. Only a few run at a time, behind everything else on the machine.
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { setPriority } from 'node:os'
import { promisify } from 'node:util'
import type { StopSignal } from '../stop.js'

export interface Tesseract {
  /** Resolves to '' when nothing could be read within `ms`. */
  read(picture: Uint8Array, ms: number, signal: StopSignal): Promise<string>
  /** Ends what runs. */
  close(): void
}

const LANGUAGES = ['chi_sim', 'eng']
const NICE = 10
/** Bytes of text that are taken from it: more than a page. */
const TEXT_BYTES_MOST = 65_536
const START_MS = 10_000

export type TesseractEnv = Readonly<Record<string, string | undefined>>

/** Why it cannot be used here; undefined when it can. */
export async function tesseractFault(env: TesseractEnv): Promise<string | undefined> {
  try {
    const asked = { env: ownEnv(env), timeout: START_MS }
    const { stdout } = await promisify(execFile)('tesseract', ['--list-langs'], asked)
    const known = stdout.split('\n')
    const missing = LANGUAGES.filter(language => !known.includes(language))
    return missing.length === 0 ? undefined : `tesseract lacks the language ${missing.join(' and ')}`
  } catch {
    return 'the program tesseract cannot be started'
  }
}

export function createTesseract(env: TesseractEnv): Tesseract {
  const running = new Set<ChildProcess>()
  const args = ['stdin', 'stdout', '-l', LANGUAGES.join('+'), '-c', 'preserve_interword_spaces=1']

  return {
    read(picture, ms, signal) {
      const child = spawn('tesseract', args, { env: ownEnv(env), stdio: ['pipe', 'pipe', 'ignore'] })
      running.add(child)
      return textOf(child, picture, { ms, signal }).finally(() => running.delete(child))
    },
    close() {
      for (const child of running) child.kill('SIGKILL')
    },
  }
}

interface Until {
  readonly ms: number
  readonly signal: StopSignal
}

function textOf(child: ChildProcess, picture: Uint8Array, { ms, signal }: Until): Promise<string> {
  return new Promise(resolve => {
    const pieces: Buffer[] = []
    let bytes = 0
    const kill = () => void child.kill('SIGKILL')
    const timer = setTimeout(kill, ms)
    signal.addEventListener('abort', kill)
    const done = (text: string) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', kill)
      resolve(text)
    }
    if (child.pid !== undefined) behindOthers(child.pid)
    child.stdout?.on('data', (piece: Buffer) => {
      bytes += piece.length
      if (bytes > TEXT_BYTES_MOST) return kill()
      pieces.push(piece)
    })
    child.on('error', () => done(''))
    child.on('close', code => done(code === 0 ? Buffer.concat(pieces).toString('utf8') : ''))
    // It may end before it has read everything: then its exit code says so.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(picture)
  })
}

function behindOthers(pid: number): void {
  try {
    setPriority(pid, NICE)
  } catch {
    // It has ended already.
  }
}

/** One thread each: the number of processes is the bound. */
function ownEnv({ PATH, TESSDATA_PREFIX }: TesseractEnv): NodeJS.ProcessEnv {
  return { PATH, TESSDATA_PREFIX, LANG: 'C.UTF-8', OMP_THREAD_LIMIT: '1' }
}
