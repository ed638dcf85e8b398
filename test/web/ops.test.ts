// The operations page in a real browser: what it shows, and that a switch says why and is on record.
import type { Page } from 'playwright-core'
import t from 'tap'
import { launchChromium } from '../../tools/chromium.js'
import { layLine, startRig } from '../support/web/client-and-server.js'
import { needPages, policyFaults, seriousFindings } from '../support/web/pages.js'

needPages()
const { server } = await startRig(t, {}, { RATE_PER_S: '0' })
const browser = await launchChromium()
t.teardown(() => browser.close())
const token = await server.token('operator', { role: 'admin' })

async function visit(options: Parameters<typeof browser.newContext>[0] = {}) {
  const context = await browser.newContext({ locale: 'zh-CN', ...options })
  const page = await context.newPage()
  const faults = policyFaults(page)
  return { page, faults }
}

/** Enters by the address. */
async function enter(page: Page): Promise<void> {
  await page.goto(`${server.url}/ops#token=${token}`)
  await page.getByRole('heading', { name: '降级级别' }).waitFor()
}

t.test('a token in the address is gone from it at once, and kept by the tab', async t => {
  const { page, faults } = await visit()
  await enter(page)
  t.equal(page.url(), `${server.url}/ops`)
  await page.reload()
  await page.getByRole('heading', { name: '降级级别' }).waitFor()
  await page.getByRole('button', { name: '退出' }).click()
  t.ok(await page.getByLabel('令牌').isVisible())
  t.same(faults, [], 'the policy of the page was kept')
})

t.test('in development a button makes a token; a wrong one is said to be wrong', async t => {
  const { page } = await visit()
  await page.goto(`${server.url}/ops`)
  await page.getByLabel('令牌').fill(await server.token('u1'))
  await page.getByRole('button', { name: '进入', exact: true }).click()
  await page.getByRole('alert').waitFor()
  await page.getByRole('button', { name: '开发环境：直接进入' }).click()
  await page.getByText('一切正常').waitFor()
  t.notOk(await page.getByLabel('令牌').isVisible())
})

t.test('the level is changed with a reason, after it was said what it means', async t => {
  const { page } = await visit()
  await enter(page)
  await page.getByRole('button', { name: /检索/ }).click()
  const form = page.locator('form.change')
  t.match(await form.textContent(), '常见问题由 FAQ 回答')
  const confirm = page.getByRole('button', { name: '确认更改' })
  t.ok(await confirm.isDisabled(), 'not without a reason')
  await page.getByLabel('原因').fill('演练')
  await page.locator('.foreseen', { hasText: '全量 (自动) → 检索 (人工固定)' }).waitFor()
  await confirm.click()
  await page.getByText('已降到第 2 级').waitFor()
  const history = await server.call('GET', '/admin/level/history', { token })
  t.match(history.text, '演练')
  await page.getByRole('button', { name: '改为「自动」' }).click()
  await page.getByLabel('原因').fill('结束')
  await confirm.click()
  await page.getByText('一切正常').waitFor()
})

t.test('an answer is pinned and taken out again; what it holds is text', async t => {
  const { page, faults } = await visit()
  await enter(page)
  await page.getByRole('button', { name: '固定一条答案' }).click()
  await page.getByRole('textbox', { name: '问题' }).fill('今晚几点开抢')
  await page.getByRole('textbox', { name: '答案' }).fill('<img src=x onerror=alert(1)>20:00')
  await page.getByLabel('原因').fill('预热')
  await page.locator('.foreseen', { hasText: '0 条固定答案 → 1 条固定答案' }).waitFor()
  await page.getByRole('button', { name: '固定', exact: true }).click()
  await page.locator('.answers > li', { hasText: '今晚几点开抢' }).waitFor()
  t.equal(await page.locator('main img').count(), 0)
  const customer = await server.token('u1')
  t.match((await server.chat(customer, { text: '今晚几点开抢' })).json, { source: 'hot' })
  await page.getByRole('button', { name: '取消固定' }).click()
  await page.getByLabel('原因').fill('撤下')
  await page.locator('form').getByRole('button', { name: '取消固定' }).click()
  await page.locator('.answers > li').waitFor({ state: 'detached' })
  t.same(faults, [])
})

t.test(
  'the cluster is watched as it is: changes with their reason, turns as they end, each once after a cut',
  async t => {
    const line = await layLine(t, server.port)
    const { page, faults } = await visit()
    await page.goto(`${line.url}/ops#token=${token}`)
    const changes = page.getByRole('region', { name: '最近的变更' }).getByRole('listitem')
    await server.call('PUT', '/admin/level?why=before', { token, body: { level: 1 } })
    await changes.filter({ hasText: 'before' }).waitFor()
    line.block(/./s)
    line.cut()
    await page.getByText('连不上服务').waitFor()
    await server.call('PUT', '/admin/level?why=meanwhile', { token, body: { level: 'auto' } })
    line.block(undefined)
    await changes.filter({ hasText: 'meanwhile' }).waitFor()
    t.equal(await changes.filter({ hasText: 'before' }).count(), 1)
    t.equal(await page.getByText('连不上服务').count(), 0)
    await page.getByLabel('实时显示每次回答').check()
    const turns = page.getByRole('region', { name: '逐条回答' }).getByRole('listitem')
    const customer = await server.token('u2')
    const isSeen = turns
      .first()
      .waitFor()
      .then(() => true)
    while (!(await Promise.race([isSeen, askAgain(customer)]))) {}
    t.match(await turns.first().textContent(), /ms/)
    t.same(faults, [])
  },
)

/** A process tells of turns from the moment that it knows of the watcher. */
async function askAgain(customer: string): Promise<false> {
  await server.chat(customer, { text: '怎么申请退货' })
  return false
}

t.test('nothing serious is found by axe, light and dark, on a wide screen and on a phone', async t => {
  const looks = [
    { colorScheme: 'light', viewport: { width: 1280, height: 900 } },
    { colorScheme: 'dark', viewport: { width: 390, height: 844 } },
  ] as const
  for (const look of looks) {
    const { page } = await visit({ ...look, reducedMotion: 'reduce' })
    await page.goto(`${server.url}/ops`)
    await page.getByLabel('令牌').waitFor()
    t.same(await seriousFindings(page), [], 'at the door')
    await enter(page)
    await page.getByRole('button', { name: /告示/ }).click()
    t.same(await seriousFindings(page), [], 'with a switch open')
    const isWider = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
    t.notOk(isWider, 'nothing is to be scrolled sideways')
  }
})
