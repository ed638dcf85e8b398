// The desk under load: its socket is played by this process, so that the figure is the page's own.
import type { Browser, Page, WebSocketRoute } from 'playwright-core'
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

const WAITING = 200
const HELD = 6
const MESSAGES_PER_S = 50
const TICK_MS = 100

const idOf = (n: number) => n.toString(16).padStart(32, '0')
const now = () => new Date().toISOString()
const rowOf = (n: number) => ({
  ...{ dialog_id: idOf(n), since: now(), reason: 'asked', priority: 3, waited_s: n, bot: 'on', shop: 'main' },
  last: `第 ${n} 位顾客：我的快递三天没有更新了，麻烦帮我看一下`,
})

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
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1600, height: 1000 } })
  try {
    const page = await context.newPage()
    const { socket } = await playDesk(page)
    // Nobody checks the token: the socket is ours.
    await page.goto(`${url}/desk#token=a.b.c`)
    await page
      .locator('.talk')
      .nth(HELD - 1)
      .waitFor()
    const stop = writeAlong(await socket)
    const cdp = await context.newCDPSession(page)
    await cdp.send('Performance.enable')
    await slowDown(page, load.slowdown)
    const before = await busyS(cdp)
    const frames = await framesPerSecond(page, load.seconds)
    const busy = (await busyS(cdp)) - before
    return { frames, messages: stop(), busy: Number((busy / load.seconds).toFixed(2)) }
  } finally {
    await context.close()
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

/** Answers the desk's frames as a server with a full queue and six held dialogs would. */
async function playDesk(page: Page): Promise<{ readonly socket: Promise<WebSocketRoute> }> {
  let opened: (socket: WebSocketRoute) => void = () => undefined
  const opening = new Promise<WebSocketRoute>(resolve => {
    opened = resolve
  })
  // Before the page is loaded: a socket that is opened earlier goes to the server.
  await page.routeWebSocket(/\/seat$/, socket => {
    const send = (frame: object) => socket.send(JSON.stringify(frame))
    socket.onMessage(text => {
      const frame = JSON.parse(String(text)) as {
        type: string
        ref?: string
        dialog_id?: string
        status?: string
      }
      if (frame.type === 'status') send({ type: 'status', status: frame.status, load: HELD })
      if (frame.type === 'claim') send(historyOf(frame.ref, frame.dialog_id))
    })
    const me = { sub: 'li', name: '李', status: 'online', capacity: 10, load: HELD, skills: [] }
    const rows = (from: number, count: number) => Array.from({ length: count }, (_none, i) => rowOf(from + i))
    send({
      type: 'queue',
      waiting: rows(100, WAITING),
      held: rows(0, HELD),
      left: [],
      me,
      canned_version: '0',
    })
    opened(socket)
  })
  return { socket: opening }
}

function historyOf(ref: string | undefined, dialogId: string | undefined) {
  const turns = Array.from({ length: 20 }, (_none, i) => ({
    ...{
      turn_id: idOf(i),
      seq: i + 1,
      at: now(),
      text: `第 ${i} 个问题`,
      answer: '这是一个回答。',
      ai: true,
    },
  }))
  const summary = { text: '顾客在等快递', open_question: '', tried: [] }
  return { type: 'history', ref, dialog_id: dialogId, turns, cards: [], notes: [], summary, claim_id: 'c' }
}

/** Customers write in all dialogs; returns what ends it and says how many messages came. */
function writeAlong(socket: WebSocketRoute): () => number {
  let seq = 100
  const timer = setInterval(() => {
    for (let i = 0; i < (MESSAGES_PER_S * TICK_MS) / 1_000; i++) {
      seq++
      const message = { seq, from: 'customer', text: `还在吗，等了 ${seq} 秒了`, at: now() }
      socket.send(JSON.stringify({ type: 'message', dialog_id: idOf(seq % HELD), ...message }))
    }
  }, TICK_MS)
  return () => {
    clearInterval(timer)
    return seq - 100
  }
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
