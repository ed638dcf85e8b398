// A customer on the shop's page: what they do in the widget, and what they see there.
import type { BrowserContext, Page } from 'playwright-core'
import { policyFaults } from '../pages.js'
import type { Stage } from './stage.js'

export interface Customer {
  readonly context: BrowserContext
  readonly page: Page
  readonly token: string
  /** What the browser complained of. */
  readonly faults: readonly string[]
}

export async function enterShop({ browser, shop, server, lines }: Stage, uid: string): Promise<Customer> {
  shop.token = await server('customer').token(uid)
  shop.body = `<script async src="${lines.customer.url}/widget.js" data-token-url="/token" data-lang="zh"></script>`
  const context = await browser.newContext({ locale: 'zh-CN' })
  const page = await context.newPage()
  const faults = policyFaults(page)
  await page.goto(shop.origin)
  await openWidget(page)
  return { context, page, token: shop.token, faults }
}

export async function openWidget(page: Page): Promise<void> {
  await page.getByRole('button', { name: '打开在线客服' }).click()
  await field(page).waitFor()
}

const field = (page: Page) => page.getByRole('textbox', { name: '输入您的问题…' })

export async function write(page: Page, text: string): Promise<void> {
  await begin(page, text)
  await send(page)
}

/** It stands in the field, and is not sent. */
export const begin = (page: Page, text: string) => field(page).fill(text)
export const send = (page: Page) => field(page).press('Enter')

/** Asks the bot, sees the answer grow, and returns it when it is whole. */
export async function askBot(page: Page, text: string): Promise<string> {
  const whole = page.locator('.replied[data-done="true"] .answer')
  const before = await whole.count()
  const growing = page.locator('.replied[data-done="false"] .answer').waitFor()
  await write(page, text)
  await growing
  await whole.nth(before).waitFor()
  return (await whole.nth(before).textContent()) ?? ''
}

export const heardFromSeat = (page: Page, text: string) =>
  page.locator('.said .bubble').getByText(text, { exact: true })

/** What people wrote, in the order in which it is shown. */
export const shownToCustomer = (page: Page) => page.locator('.asked .bubble, .said .bubble').allTextContents()

export async function dialogIdOf(page: Page): Promise<string> {
  const kept = (await page.evaluate("sessionStorage.getItem('rushdesk:')")) as string
  return (JSON.parse(kept) as { dialogId: string }).dialogId
}

/** Answers the question that comes after the close: so many stars, and solved. */
export async function rate(page: Page, stars: number): Promise<void> {
  await page.getByRole('heading', { name: '这次人工服务怎么样？' }).waitFor()
  await page
    .locator('.stars label')
    .nth(stars - 1)
    .click()
  await page.getByText('解决了', { exact: true }).click()
  await page.getByRole('button', { name: '提交' }).click()
  await page.getByRole('log').getByText('感谢您的评价').waitFor()
}
