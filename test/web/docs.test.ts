// /docs in a real browser: what the server describes is drawn, and can be tried out with the token that it needs.
import type { Page } from 'playwright-core'
import t from 'tap'
import { launchChromium } from '../../tools/chromium.js'
import { startRig } from '../support/web/client-and-server.js'
import { needPages, policyFaults } from '../support/web/pages.js'

needPages()
const { server } = await startRig(t)
const browser = await launchChromium()
t.teardown(() => browser.close())

async function visit(options: Parameters<typeof browser.newContext>[0] = {}) {
  const page = await (await browser.newContext({ locale: 'zh-CN', ...options })).newPage()
  const faults = policyFaults(page)
  const hosts = new Set<string>()
  page.on('request', request => hosts.add(new URL(request.url()).host))
  await page.goto(`${server.url}/docs`)
  await groups(page).first().waitFor()
  return { page, faults, hosts }
}

const groups = (page: Page) => page.locator('.opblock-tag')
const routes = (page: Page) => page.locator('.opblock')

t.test('every route is there, and nothing comes from another host or breaks the policy', async t => {
  const { page, faults, hosts } = await visit()
  const { json } = await server.call('GET', '/openapi.json')
  const { paths } = json as { paths: Record<string, object> }
  const described = Object.values(paths).reduce((sum, methods) => sum + Object.keys(methods).length, 0)
  for (const group of await groups(page).all()) await group.click()
  t.equal(await routes(page).count(), described)
  await routes(page).filter({ hasText: 'Ask; the answer' }).first().click()
  await page.locator('#sockets a').click()
  t.match(await page.locator('body').textContent(), /"asyncapi":"3\.0\.0"/)
  t.same([...hosts], [new URL(server.url).host])
  t.same(faults, [])
})

t.test('in development a route is tried out with the token of its role', async t => {
  const { page, faults } = await visit()
  await page.getByText('开发环境').waitFor()
  await groups(page).filter({ hasText: 'Operators' }).click()
  const level = routes(page).filter({ has: page.locator('[data-path="/admin/level"]') })
  await level.first().locator('.opblock-summary-control').click()
  await level.first().getByRole('button', { name: 'Execute' }).click()
  const status = level.first().locator('.live-responses-table .response-col_status').last()
  t.match(await status.textContent(), '200')
  t.same(faults, [])
})
