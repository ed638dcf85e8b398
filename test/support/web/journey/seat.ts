// A seat at its console: what it does there, and what it sees.
import type { BrowserContext, Page } from 'playwright-core'
import { policyFaults } from '../pages.js'
import type { Stage } from './stage.js'

export interface Seat {
  readonly context: BrowserContext
  readonly page: Page
  /** What the browser complained of. */
  readonly faults: readonly string[]
}

export async function sitDown({ browser, server, lines }: Stage, sub: string): Promise<Seat> {
  const context = await browser.newContext({ locale: 'zh-CN' })
  const page = await context.newPage()
  const faults = policyFaults(page)
  const token = await server('seat').token(sub, { role: 'seat' })
  await page.goto(`${lines.seat.url}/desk#token=${token}`)
  await page.locator('.statuses label', { hasText: '接待中' }).click()
  await page.locator('label[data-on="true"]', { hasText: '接待中' }).waitFor()
  return { context, page, faults }
}

export const claim = (page: Page) => page.getByRole('button', { name: '接待', exact: true }).click()

export async function say(page: Page, text: string): Promise<void> {
  const box = page.getByRole('textbox', { name: '回复…' })
  await box.fill(text)
  await box.press('Enter')
}

export const heardFromCustomer = (page: Page, text: string) =>
  page.locator('.line[data-from="customer"] p').getByText(text, { exact: true })

/** What people wrote, in the order in which it is shown. */
export const shownToSeat = (page: Page) =>
  page.locator('.line[data-from="customer"] p, .line[data-from="seat"] p').allTextContents()

export async function close(page: Page): Promise<void> {
  const talk = page.getByRole('article')
  await talk.getByRole('button', { name: '结束' }).click()
  await talk.getByRole('button', { name: '已解决' }).click()
  await talk.waitFor({ state: 'detached' })
}
