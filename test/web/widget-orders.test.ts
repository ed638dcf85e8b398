// What a shop's page says that its customer looks at, and what the built widget makes of it, in a real browser.
import { mkdtempSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import t from 'tap'
import { startShop } from '../../perf/fake-shop.js'
import { launchChromium } from '../../tools/chromium.js'
import { exampleFile, shopKey } from '../support/shop/samples.js'
import { startRig } from '../support/web/client-and-server.js'
import { needPages, openShop } from '../support/web/pages.js'

needPages()
const books = await startShop({ key: shopKey })
const folder = mkdtempSync(join(tmpdir(), 'widget-orders-'))
const file = join(folder, 'tools.json')
await writeFile(file, exampleFile(books.url))
t.teardown(() => books.close())
t.teardown(() => rm(folder, { recursive: true }))
const page = await openShop(t)
const env = { CORS_ORIGINS: page.origin, TOOLS_FILE: file, OMS_KEY: shopKey, ANSWER_BUDGET_MS: '10000' }
const { server, vendor } = await startRig(t, {}, env)
page.server = server.url
/** The customer of two orders. */
page.token = await server.token('u1')
const browser = await launchChromium()
t.teardown(() => browser.close())

/** The page with the widget open, its script given these attributes. */
async function visit(attributes: string): Promise<Page> {
  page.body = `<script async src="${server.url}/widget.js" data-token-url="/token" data-lang="zh" data-open ${attributes}></script>`
  const tab = await (await browser.newContext({ locale: 'zh-CN' })).newPage()
  await tab.goto(page.origin)
  return tab
}

/** The text of the answer to a typed question, the `nth` one of the talk. */
async function answerTo(tab: Page, text: string, nth = 0): Promise<string | null> {
  const field = tab.getByRole('textbox', { name: '输入您的问题…' })
  await field.fill(text)
  await field.press('Enter')
  return tab.locator('.replied[data-done="true"] .answer').nth(nth).textContent()
}

t.test('a typed question is about the order that the page names', async t => {
  const tab = await visit('data-order-id="20240012"')
  t.match(await answerTo(tab, '到哪了'), /20240012 待发货/)
  t.equal(vendor.counts().received, 0, 'no model takes part')
})

t.test('a page may name another order later, and the next question is about that', async t => {
  const tab = await visit('data-order-id="20240012"')
  t.match(await answerTo(tab, '到哪了'), /20240012/)
  await tab.evaluate(`rushdesk.q.push(['setContext', { order_id: '20240011' }])`)
  t.match(await answerTo(tab, '什么时候到', 1), /20240011 派送中/)
})

t.test('without an order of the page the customer picks one of two', async t => {
  const tab = await visit('data-page="https://shop.example/cart"')
  await answerTo(tab, '到哪了')
  t.equal(await tab.locator('.shop-card').count(), 2)
})
