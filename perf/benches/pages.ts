// The pages' cost to the browser they are drawn in: how much is loaded, how soon something is seen, what shifts and stalls
// while an answer streams, how many frames the desk keeps with 200 waiting and six dialogs at 50 messages a second, and how
// late a message is seen there.
// Frames are told beside those of an empty page before and after: on a busy machine the ratio is what counts.
import { parseArgs } from 'node:util'
import type { Browser } from 'playwright-core'
import { launchChromium } from '../../tools/chromium.js'
import { need } from '../../tools/needs.js'
import { startServer } from '../../tools/server.js'
import { readWhole, UsageError } from '../../tools/usage.js'
import { startVendor } from '../fake-llm.js'
import { report } from '../machine.js'
import { deskFrames, deskLateness, idleFrames } from './pages/desk.js'
import { firstPaint, loadedBytes, paintsOfShop, streamsSmoothly } from './pages/seen.js'

/** As a phone of the lower middle is slower than this machine. */
const SLOWDOWN = 4

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { seconds: { type: 'string', default: '10' }, only: { type: 'string', default: '' } },
  })
  if (!['', 'desk', 'answer', 'loading'].includes(values.only))
    throw new UsageError('--only loading, --only answer or --only desk')
  const seconds = readWhole('seconds', values.seconds, 1)
  // Without one each character is looked for in every font there is, which no customer's browser does.
  need('fc-list')
  const vendor = await startVendor({ latency: { kind: 'fixed', ms: 100 }, tokens: 120, tokenMs: 20 })
  const { PATH } = process.env
  const server = await startServer({ PATH, NODE_ENV: 'development', LLM_URL: vendor.url })
  const browser = await launchChromium()
  try {
    const wants = (part: string) => values.only === '' || values.only === part
    if (wants('loading')) await measureLoading(browser, server.url)
    if (wants('answer')) await measureAnswer(browser, server.url)
    if (wants('desk')) await measureDesk(browser, server.url, seconds)
  } finally {
    await browser.close()
    await server.stop()
    await vendor.close()
  }
}

async function measureLoading(browser: Browser, url: string): Promise<void> {
  const { launcher, widget } = await loadedBytes(url)
  report({ row: 'launcher', bytes: launcher, most: 6_144 })
  report({ row: 'widget', bytes: widget, most: 40_960 })
  for (const path of ['/', '/desk', '/ops', '/docs']) {
    report({ row: `first paint of ${path}`, ms: await firstPaint(browser, `${url}${path}`), most: 1_000 })
  }
  const shop = await paintsOfShop(browser, url)
  report({ row: "first paint of a shop's page with the widget", ms: shop.page, most: 1_000 })
  report({ row: "the launcher's on that page", ms: shop.launcher, most: 1_000 })
}

async function measureAnswer(browser: Browser, url: string): Promise<void> {
  const { shift, longestTaskMs, longTasks } = await streamsSmoothly(browser, url, SLOWDOWN)
  report({ row: 'layout shift while an answer streams', shift, most: 0 })
  report({
    row: 'longest task while an answer streams',
    ms: longestTaskMs,
    longTasks,
    most: 50,
    slowdown: SLOWDOWN,
  })
}

async function measureDesk(browser: Browser, url: string, seconds: number): Promise<void> {
  const load = { seconds, slowdown: SLOWDOWN }
  const before = await idleFrames(browser, load)
  const desk = await deskFrames(browser, url, load)
  const idle = (before + (await idleFrames(browser, load))) / 2
  report({
    row: 'frames a second of the desk',
    frames: desk.frames,
    emptyPage: idle,
    ratio: Number((desk.frames / idle).toFixed(2)),
    messages: desk.messages,
    busy: desk.busy,
    least: 60,
    slowdown: SLOWDOWN,
  })
  const { longestMs, over } = desk.work
  report({ row: 'most CPU time between two frames of the desk', ms: longestMs, over, slowdown: SLOWDOWN })
  report({
    row: 'how late the desk shows a message',
    ...(await deskLateness(browser, url, seconds)),
    most: 100,
  })
}
