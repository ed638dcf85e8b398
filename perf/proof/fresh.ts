// Customers who each come on a connection of their own, ask one thing with a key, and go; a failure is tried again once.
import { type Client, codeOf, createClient, isReply } from './client.js'

export interface FreshFigures {
  readonly made: number
  /** Connections that ended without a reply. */
  readonly reset: number
  /** Turns that failed in the retry too. */
  readonly lost: number
  /** Replies other than 200 and 202. */
  readonly odd: readonly string[]
}

export interface Fresh {
  figures(): FreshFigures
  stop(): Promise<FreshFigures>
}

/** The kernel hands a connection to a listener that closes before it accepts it: about one in so many. */
const RESETS_PER = 50_000

export const resetsAllowed = (made: number) => Math.max(1, Math.ceil(made / RESETS_PER))

const LANES = 12

/** Comes again and again until it is stopped. */
export function createFresh(port: number, token: string): Fresh {
  const figures = { made: 0, reset: 0, lost: 0, odd: [] as string[] }
  let isOver = false

  /** True when it was answered. */
  async function ask(key: string): Promise<boolean> {
    const client: Client = createClient(() => [port], token)
    const body = { text: `${key} 在吗` }
    const outcome = await client.send(0, { method: 'POST', path: '/chat', body, key })
    client.close()
    if (!isReply(outcome)) return false
    if (outcome.status > 202) figures.odd.push(codeOf(outcome))
    return true
  }

  async function come(lane: number): Promise<void> {
    for (let n = 0; !isOver; n++) {
      const key = `f${lane}n${n}`
      figures.made++
      if (await ask(key)) continue
      figures.reset++
      if (!(await ask(key))) figures.lost++
    }
  }
  const coming = Promise.all(Array.from({ length: LANES }, (_, lane) => come(lane)))

  return {
    figures: () => figures,
    async stop() {
      isOver = true
      await coming
      return figures
    },
  }
}
