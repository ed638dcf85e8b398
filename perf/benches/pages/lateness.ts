// How late a customer's message is seen: from its frame on the socket to the end of the browser frame that shows it.
import type { Page } from 'playwright-core'
import { percentile } from '../../rehearse/seconds.js'

export interface Lateness {
  readonly messages: number
  /** Never seen, though the desk had a second for each. */
  readonly unseen: number
  readonly p95Ms: number
  readonly longestMs: number
}

/** To run in the page before its own scripts: notes when a message comes, and when its text stands in a talk. */
export const noteLateness = `{
  const came = window.came = new Map()
  const late = window.late = []
  const Real = WebSocket
  WebSocket = class extends Real {
    constructor(url) {
      super(url)
      this.addEventListener('message', ({ data }) => {
        const frame = JSON.parse(data)
        if (frame.type === 'message') came.set(frame.text, performance.now())
      })
    }
  }
  const see = text => {
    const at = came.get(text)
    if (!came.delete(text)) return
    requestAnimationFrame(() => setTimeout(() => late.push(performance.now() - at)))
  }
  const look = ({ addedNodes }) => {
    for (const node of addedNodes) for (const line of node.querySelectorAll?.('.line p') ?? []) see(line.textContent)
  }
  new MutationObserver(changes => changes.forEach(look)).observe(document, { subtree: true, childList: true })
}`

export async function latenessIn(page: Page): Promise<Lateness> {
  const { late, unseen } = (await page.evaluate(`({ late, unseen: came.size })`)) as {
    late: number[]
    unseen: number
  }
  const at = (share: number) => Math.round(percentile(late, share) ?? 0)
  return { messages: late.length, unseen, p95Ms: at(0.95), longestMs: at(1) }
}
