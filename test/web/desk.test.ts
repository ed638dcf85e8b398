// The seat console in a real browser, over a real desk: a customer waits, is taken, written with, and closed.
import type { Page } from 'playwright-core'
import t from 'tap'
import { launchChromium } from '../../tools/chromium.js'
import { layLine, startRig } from '../support/web/client-and-server.js'
import { needPages, policyFaults, seriousFindings } from '../support/web/pages.js'

needPages()
const rig = await startRig(t, {}, { RATE_PER_S: '0' })
const { server } = rig
const line = await layLine(t, server.port)
const browser = await launchChromium()
t.teardown(() => browser.close())

/** A seat's console, online. */
async function sit(sub: string, options: Parameters<typeof browser.newContext>[0] = {}) {
  const context = await browser.newContext({ locale: 'zh-CN', ...options })
  const page = await context.newPage()
  const faults = policyFaults(page)
  const token = await server.token(sub, { role: 'seat' })
  await page.goto(`${line.url}/desk#token=${token}`)
  await page.locator('.statuses label', { hasText: '接待中' }).click()
  await page.locator('label[data-on="true"]', { hasText: '接待中' }).waitFor()
  return { page, faults }
}

/** A customer who has asked something and waits for a person. */
async function wait(uid: string, text: string) {
  const client = rig.client(t, { uid })
  const { dialogId } = await client.ask(text)
  const heard: string[] = []
  client.on('message', message => heard.push(message.text))
  await client.handoff(dialogId)
  return { client, dialogId, heard }
}

const talks = (page: Page) => page.getByRole('article')
const reply = (page: Page) => page.getByRole('textbox', { name: '回复…' })

t.test('a seat takes who waits, answers, and closes; the customer hears it', async t => {
  const { page, faults } = await sit('li')
  const { client, dialogId, heard } = await wait('u1', '<b>包裹破了</b>怎么办')
  await page.getByRole('button', { name: '接待', exact: true }).click()
  await talks(page).locator('.line', { hasText: '包裹破了' }).first().waitFor()
  t.equal(await talks(page).locator('.line b').count(), 0, 'what customers write is text')
  await reply(page).fill('您好，马上为您补发')
  await reply(page).press('Enter')
  await talks(page).locator('.line[data-from="seat"][data-unsent="false"]').waitFor()
  while (!heard.includes('您好，马上为您补发')) await new Promise(resolve => client.on('message', resolve))
  await talks(page).getByRole('button', { name: '结束' }).click()
  await talks(page).getByRole('button', { name: '已解决' }).click()
  await talks(page).waitFor({ state: 'detached' })
  t.equal((await client.history(dialogId)).mode, 'bot')
  t.same(faults, [], 'the policy of the page was kept')
})

t.test(
  'after a reload and after a lost line everything is back, drafts and what was written included',
  async t => {
    const { page } = await sit('wang')
    const { heard, client } = await wait('u2', '退款没到账')
    await page.getByRole('button', { name: '接待', exact: true }).click()
    await reply(page).fill('写到一半')
    await page.reload()
    await talks(page).locator('.line', { hasText: '退款没到账' }).first().waitFor()
    t.equal(await reply(page).inputValue(), '写到一半')
    line.block(/./)
    line.cut()
    await page.getByText('连接中断').waitFor()
    await reply(page).fill('断线时写的')
    await reply(page).press('Enter')
    await talks(page).getByText('待发送').waitFor()
    line.block(undefined)
    await page.evaluate("dispatchEvent(new Event('online'))")
    await talks(page).locator('.line[data-from="seat"][data-unsent="false"]').waitFor()
    while (!heard.includes('断线时写的')) await new Promise(resolve => client.on('message', resolve))
    t.equal(heard.filter(text => text === '断线时写的').length, 1)
    await talks(page).getByRole('button', { name: '放回队列' }).click()
    await talks(page).waitFor({ state: 'detached' })
  },
)

t.test('keys: the next customer, the dialogs, and nothing serious for axe', async t => {
  const { page } = await sit('zhao', { reducedMotion: 'reduce' })
  await wait('u3', '可以开发票吗')
  await page.locator('.row', { hasText: '可以开发票吗' }).waitFor()
  const waiting = await page.locator('.row').count()
  for (let taken = 1; taken <= waiting; taken++) {
    await page.keyboard.press('Alt+n')
    await talks(page)
      .nth(taken - 1)
      .waitFor()
  }
  await page.keyboard.press('Alt+1')
  t.ok(
    await reply(page)
      .first()
      .evaluate(element => element.matches(':focus')),
  )
  t.same(await seriousFindings(page), [])
})
