// The desk under load: its frames, the work between them, the share of the time in which its page was busy, and how late a
// message is seen.
import type { Browser, Page } from 'playwright-core'
import { type FrameWork, frameWork } from './frame-work.js'
import { type Lateness, latenessIn, noteLateness } from './lateness.js'
import { HELD, playDesk } from './played-desk.js'
import { slowDown } from './seen.js'

export interface Load {
  readonly seconds: number
  readonly slowdown: number
}

export interface DeskFrames {
  readonly frames: number
  /** While frames were counted, and while their work was. */
  readonly messages: number
  /** Share of the time in which the page's main thread had work. */
  readonly busy: number
  /** In as many seconds more: tracing it takes time, too. */
  readonly work: FrameWork
}

/** Frames a second of a page that has nothing to do. */
export async function idleFrames(browser: Browser, load: Load): Promise<number> {
  const page = await browser.newPage()
  try {
    await slowDown(page, load.slowdown)
    return await framesPerSecond(page, load.seconds)
  } finally {
    await page.close()
  }
}

export function deskFrames(browser: Browser, url: string, load: Load): Promise<DeskFrames> {
  return atDesk(browser, url, '', async (page, write) => {
    const stop = write()
    const cdp = await page.context().newCDPSession(page)
    await cdp.send('Performance.enable')
    await slowDown(page, load.slowdown)
    const before = await busyS(cdp)
    const frames = await framesPerSecond(page, load.seconds)
    const busy = Number((((await busyS(cdp)) - before) / load.seconds).toFixed(2))
    const work = await frameWork(browser, page, () => framesPerSecond(page, load.seconds))
    return { frames, messages: stop(), busy, work }
  })
}

/** Apart from the frames, and on a machine that is not slowed: looking for each message is work, too. */
export function deskLateness(browser: Browser, url: string, seconds: number): Promise<Lateness> {
  return atDesk(browser, url, noteLateness, async (page, write) => {
    const stop = write()
    await page.waitForTimeout(seconds * 1_000)
    stop()
    await page.waitForTimeout(1_000)
    return latenessIn(page)
  })
}

/** `script` is the page's first. */
async function atDesk<Seen>(
  browser: Browser,
  url: string,
  script: string,
  look: (page: Page, write: () => () => number) => Promise<Seen>,
): Promise<Seen> {
  const desk = await playDesk()
  const viewport = { width: 1600, height: 1000 }
  // The page's policy knows no other server than its own.
  const context = await browser.newContext({ locale: 'zh-CN', viewport, bypassCSP: true })
  try {
    const page = await context.newPage()
    const ours = `{
      const Real = WebSocket
      WebSocket = class extends Real { constructor() { super(${JSON.stringify(desk.url)}) } }
    }`
    await page.addInitScript(`${script}\n${ours}`)
    // Nobody checks the token: the socket is ours.
    await page.goto(`${url}/desk#token=a.b.c`)
    await page
      .locator('.talk')
      .nth(HELD - 1)
      .waitFor()
    return await look(page, desk.write)
  } finally {
    await context.close()
    desk.close()
  }
}

async function busyS(cdp: { send(method: 'Performance.getMetrics'): Promise<{ metrics: Metric[] }> }) {
  const { metrics } = await cdp.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0
}

interface Metric {
  readonly name: string
  readonly value: number
}

async function framesPerSecond(page: Page, seconds: number): Promise<number> {
  const count = `new Promise(resolve => {
    const until = performance.now() + ${seconds * 1_000}
    let frames = 0
    const next = at => at > until ? resolve(frames) : (frames++, requestAnimationFrame(next))
    requestAnimationFrame(next)
  })`
  return Math.round(((await page.evaluate(count)) as number) / seconds)
}
