// Measures of a visitor's browser: sizes as sent, first paint, shifts and stalls while an answer is written.
import type { Browser, Page } from 'playwright-core'
import { request } from 'undici'

/** As they are sent: compressed. */
export async function loadedBytes(url: string): Promise<{ launcher: number; widget: number }> {
  const bytes = async (path: string) => {
    const { headers, body } = await request(`${url}${path}`, { headers: { 'accept-encoding': 'br' } })
    await body.dump()
    return Number(headers['content-length'])
  }
  const text = await (await request(`${url}/widget.js`)).body.text()
  const panel = /widget\/[\w-]+\.js/.exec(text)?.[0]
  const launcher = await bytes('/widget.js')
  return { launcher, widget: launcher + (await bytes(`/${panel}`)) }
}

/** Milliseconds from the request to the first contentful paint, with an empty cache. */
export async function firstPaint(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext({ locale: 'zh-CN' })
  try {
    const page = await context.newPage()
    await page.goto(url)
    return await paintOf(page)
  } finally {
    await context.close()
  }
}

const shopPage = `<!doctype html><html lang="zh-CN"><title>shop</title><h1>店铺</h1>
<script>rushdesk = { q: [['on', 'ready', () => requestAnimationFrame(at => { drawnAt = at })]] }</script>
<script async src="/widget.js" data-token-url="/token" data-lang="zh"></script>`

/** A shop's page that embeds the widget: its own first paint, and the frame in which the launcher is drawn. */
export async function paintsOfShop(
  browser: Browser,
  url: string,
): Promise<{ page: number; launcher: number }> {
  const context = await browser.newContext({ locale: 'zh-CN' })
  try {
    const page = await context.newPage()
    await page.route(`${url}/shop`, route => route.fulfill({ contentType: 'text/html', body: shopPage }))
    await page.goto(`${url}/shop`)
    const paint = await paintOf(page)
    await page.waitForFunction('window.drawnAt !== undefined')
    return { page: paint, launcher: Math.round((await page.evaluate('drawnAt')) as number) }
  } finally {
    await context.close()
  }
}

async function paintOf(page: Page): Promise<number> {
  const paint = `new Promise(resolve => new PerformanceObserver(list => {
      const seen = list.getEntriesByName('first-contentful-paint')[0]
      if (seen !== undefined) resolve(seen.startTime)
    }).observe({ type: 'paint', buffered: true }))`
  return Math.round((await page.evaluate(paint)) as number)
}

export interface Smoothness {
  /** Sum of the layout shifts, those after input included. */
  readonly shift: number
  readonly longestTaskMs: number
  /** Tasks of more than 50 ms. */
  readonly longTasks: number
}

const watchPage = `
window.seen = { shift: 0, tasks: [] }
new PerformanceObserver(list => { for (const { value } of list.getEntries()) seen.shift += value })
  .observe({ type: 'layout-shift' })
new PerformanceObserver(list => { for (const { duration } of list.getEntries()) seen.tasks.push(duration) })
  .observe({ type: 'longtask' })`

/** Resolves when the next answer is drawn. The page itself says when: a driver that looks for it makes tasks of its own. */
const drawn = `new Promise(resolve => rushdesk.on('answer', () =>
  requestAnimationFrame(() => requestAnimationFrame(() => resolve()))))`

/** Two answers after each other, so that the talk scrolls. */
export async function streamsSmoothly(browser: Browser, url: string, slowdown: number): Promise<Smoothness> {
  const context = await browser.newContext({ locale: 'zh-CN' })
  try {
    const page = await context.newPage()
    await page.goto(url)
    await page.getByRole('button', { name: '打开在线客服' }).click()
    await page.getByRole('textbox', { name: '输入您的问题…' }).waitFor()
    await slowDown(page, slowdown)
    await page.evaluate(watchPage)
    for (const text of ['这双鞋有几种颜色', '适合什么场合穿']) {
      const answered = page.evaluate(drawn)
      // The field has the focus since the panel was opened.
      await page.keyboard.insertText(text)
      await page.keyboard.press('Enter')
      await answered
    }
    const { shift, tasks } = (await page.evaluate('seen')) as { shift: number; tasks: number[] }
    return {
      shift: Number(shift.toFixed(4)),
      longestTaskMs: Math.round(Math.max(0, ...tasks)),
      longTasks: tasks.length,
    }
  } finally {
    await context.close()
  }
}

export async function slowDown(page: Page, rate: number): Promise<void> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Emulation.setCPUThrottlingRate', { rate })
}
