// The desk under load: its frames, and the share of the time in which its page was busy.
import type { Browser, Page } from 'playwright-core'
import { HELD, playDesk } from './played-desk.js'
import { slowDown } from './seen.js'

export interface Load {
  readonly seconds: number
  readonly slowdown: number
}

export interface DeskFrames {
  readonly frames: number
  readonly messages: number
  /** Share of the time in which the page's main thread had work. */
  readonly busy: number
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

export async function deskFrames(browser: Browser, url: string, load: Load): Promise<DeskFrames> {
  const desk = await playDesk()
  const viewport = { width: 1600, height: 1000 }
  // The page's policy knows no other server than its own.
  const context = await browser.newContext({ locale: 'zh-CN', viewport, bypassCSP: true })
  try {
    const page = await context.newPage()
    await page.addInitScript(`{
      const Real = WebSocket
      WebSocket = class extends Real { constructor() { super(${JSON.stringify(desk.url)}) } }
    }`)
    // Nobody checks the token: the socket is ours.
    await page.goto(`${url}/desk#token=a.b.c`)
    await page
      .locator('.talk')
      .nth(HELD - 1)
      .waitFor()
    const stop = desk.write()
    const cdp = await context.newCDPSession(page)
    await cdp.send('Performance.enable')
    await slowDown(page, load.slowdown)
    const before = await busyS(cdp)
    const frames = await framesPerSecond(page, load.seconds)
    const busy = (await busyS(cdp)) - before
    return { frames, messages: stop(), busy: Number((busy / load.seconds).toFixed(2)) }
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
