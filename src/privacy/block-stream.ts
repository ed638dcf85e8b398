// Blocked words in a text that arrives in pieces: what may still become a term waits, so that no part of a refused
// text leaves before the refusal. The outcome is that of the whole text, whatever the pieces.
import { type BlockHit, type Blocklist, starHits } from './block.js'
import { classOf, STOP } from './chars.js'
import { fold } from './fold.js'

export interface BlockStream {
  /** Takes a piece in and gives what may leave by now: starred where a term says so, nothing from a refusal on. */
  push(chunk: string): string
  /** The rest. */
  end(): string
  /** The first hit that refuses the text or hands it off; nothing leaves after it. */
  readonly stopped: BlockHit | undefined
}

export function blockStream(blocklist: Blocklist): BlockStream {
  /** The unfinished clause, how much of it has left, and where it starts in the whole text. */
  let open = ''
  let sent = 0
  let base = 0
  let stopped: BlockHit | undefined

  /** Lets go of the first `to` characters, which are whole clauses. */
  function judge(to: number): string {
    const text = open.slice(0, to)
    const hits = blocklist.find(text)
    const stop = hits.find(hit => hit.action !== 'star')
    if (stop) stopped = { ...stop, at: stop.at + base, end: stop.end + base }
    const passed = starHits(text, hits).slice(sent, stop?.at)
    open = open.slice(to)
    base += to
    sent = 0
    return passed
  }

  function releaseOpen(): string {
    const from = sent
    sent = Math.max(sent, blocklist.holdFrom(fold(open)))
    return open.slice(from, sent)
  }

  return {
    get stopped() {
      return stopped
    },
    push(chunk) {
      if (stopped) return ''
      open += chunk
      const whole = lastStop(open)
      const passed = whole > 0 ? judge(whole) : ''
      return stopped ? passed : passed + releaseOpen()
    },
    end: () => (stopped ? '' : judge(open.length)),
  }
}

function lastStop(text: string): number {
  const folded = fold(text)
  let at = folded.length
  while (at > 0 && (classOf(folded.charCodeAt(at - 1)) & STOP) === 0) at--
  return at
}
