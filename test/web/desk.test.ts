// The seat console in a real browser, over a real desk: a customer waits, is taken, written with, and closed.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import t from 'tap'
import { orderOfCustomer } from '../../perf/fake-shop/books.js'
import { startShop } from '../../perf/fake-shop.js'
import { launchChromium } from '../../tools/chromium.js'
import { drawn } from '../support/pictures/samples.js'
import { exampleFile, shopKey } from '../support/shop/samples.js'
import { layLine, nextOf, startRig } from '../support/web/client-and-server.js'
import { needPages, policyFaults, seriousFindings } from '../support/web/pages.js'

needPages()
const shop = await startShop({ key: shopKey })
t.teardown(() => shop.close())
const toolsFile = join(t.testdir(), 'tools.json')
const isMoney = ({ name }: { readonly name: string }) => name === 'cancel_order'
writeFileSync(
  toolsFile,
  exampleFile(shop.url, tool =>
    Object.assign(tool, { timeout_ms: 5_000 }, isMoney(tool) && { risk: 'money' }),
  ),
)
const rig = await startRig(
  t,
  {},
  {
    RATE_PER_S: '0',
    OVERLOAD: 'off',
    ANSWER_BUDGET_MS: '20000',
    TOOLS_FILE: toolsFile,
    OMS_KEY: shopKey,
    DATA_KEY: 'd'.repeat(64),
    IMAGES: 'redis',
  },
)
const { server } = rig
const admin = await server.token('operator', { role: 'admin' })
// The model answers however busy this machine is.
await server.call('PUT', '/admin/level?why=test', { token: admin, body: { level: 0 } })
const line = await layLine(t, server.port)
const browser = await launchChromium()
t.teardown(() => browser.close())

/** A seat's console, online, with what its page sends. */
async function sit(sub: string, options: Parameters<typeof browser.newContext>[0] = {}) {
  const context = await browser.newContext({ locale: 'zh-CN', ...options })
  const page = await context.newPage()
  const faults = policyFaults(page)
  const sent: string[] = []
  page.on('websocket', socket => socket.on('framesent', ({ payload }) => sent.push(String(payload))))
  const token = await server.token(sub, { role: 'seat' })
  await page.goto(`${line.url}/desk#token=${token}`)
  await page.locator('.statuses label', { hasText: '接待中' }).click()
  await page.locator('label[data-on="true"]', { hasText: '接待中' }).waitFor()
  return { page, faults, sent }
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

/** The seat takes the customer who said this. */
async function take(page: Page, text: string): Promise<void> {
  await page.locator('.row', { hasText: text }).getByRole('button').click()
  await talks(page).locator('.line', { hasText: text }).first().waitFor()
}

async function close(page: Page): Promise<void> {
  await talks(page).getByRole('button', { name: '结束' }).click()
  await talks(page).getByRole('button', { name: '已解决' }).click()
  await talks(page).getByRole('button', { name: '已解决' }).waitFor({ state: 'detached' })
}

const talks = (page: Page) => page.getByRole('article')
const reply = (page: Page) => page.getByRole('textbox', { name: '回复…' })

t.test('a seat takes who waits, answers, and closes; the customer hears it', async t => {
  const { page, faults } = await sit('li')
  const { client, dialogId, heard } = await wait('u1', '<b>包裹破了</b>怎么办')
  await take(page, '包裹破了')
  t.equal(await talks(page).locator('.line b').count(), 0, 'what customers write is text')
  await reply(page).fill('您好，马上为您补发')
  await reply(page).press('Enter')
  await talks(page).locator('.line[data-from="seat"][data-unsent="false"]').waitFor()
  while (!heard.includes('您好，马上为您补发')) await new Promise(resolve => client.on('message', resolve))
  await close(page)
  t.equal((await client.history(dialogId)).mode, 'bot')
  t.same(faults, [], 'the policy of the page was kept')
})

t.test(
  'after a reload and after a lost line everything is back, drafts and what was written included',
  async t => {
    const { page } = await sit('wang')
    const { heard, client } = await wait('u2', '退款没到账')
    await take(page, '退款没到账')
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

t.test(
  'a draft stands in the box, is kept over a reload, and is marked when it is said unchanged',
  async t => {
    const { page } = await sit('sun')
    const { client, dialogId } = await wait('u4', '怎么申请退货')
    await take(page, '怎么申请退货')
    await reply(page).press('Alt+a')
    const draft = page.locator('.draft')
    await draft.and(page.locator('[data-unchanged="true"]')).waitFor()
    const suggested = await reply(page).inputValue()
    await reply(page).fill('我先看一下')
    await draft.getByText(suggested).waitFor()
    t.same(await seriousFindings(page), [], 'beside own words')
    await page.reload()
    await draft.getByText(suggested).waitFor()
    t.equal(await reply(page).inputValue(), '我先看一下')
    await draft.getByRole('button', { name: '采用' }).click()
    t.same(await seriousFindings(page), [], 'in the box')
    await reply(page).press('Enter')
    await page.locator('.line[data-from="seat"]', { hasText: 'AI 生成' }).waitFor()
    await draft.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: /^写一份 AI 草稿/ }).click()
    await draft.waitFor()
    await reply(page).fill(`${await reply(page).inputValue()}。`)
    await reply(page).press('Enter')
    await page.locator('.line[data-from="seat"][data-unsent="false"]').nth(1).waitFor()
    const { turns } = await client.history(dialogId)
    const said = turns.flatMap(turn => ('from' in turn ? [(turn as { ai?: boolean }).ai] : []))
    t.same(said, [true, false], 'the record says which of them a model wrote')
    await close(page)
  },
)

t.test('the customer is told that the seat has read', async t => {
  const { page } = await sit('zhou')
  const { client, dialogId } = await wait('u5', '什么时候发货')
  const read = nextOf(client, 'read', one => one.dialogId === dialogId)
  await take(page, '什么时候发货')
  t.ok((await read).seq > 0)
  await close(page)
})

t.test('a connection that tells of newer canned replies has them fetched', async t => {
  const put = (text: string) =>
    server.call('PUT', '/admin/canned', {
      token: admin,
      body: `${JSON.stringify({ id: 'hello', lang: 'zh', title: '您好', text })}\n`,
    })
  await put('您好，我是客服 {seat}')
  const { page } = await sit('wu')
  await wait('u6', '在吗')
  await take(page, '在吗')
  await reply(page).fill('/您好')
  await reply(page).press('Enter')
  t.equal(await reply(page).inputValue(), '您好，我是客服 wu')
  await put('您好，新的一天')
  line.cut()
  await page.getByText('连接中断').waitFor()
  await page.getByText('连接中断').waitFor({ state: 'detached' })
  await reply(page).fill('/您好')
  await page.getByRole('button', { name: '您好，新的一天' }).click()
  t.equal(await reply(page).inputValue(), '您好，新的一天')
  await reply(page).fill('')
  await close(page)
})

t.test('money that the bot proposed moves when the seat confirms, once', async t => {
  const { page } = await sit('zheng')
  await wait('c1', `改天再说[[call:cancel_order {"order_id":"${orderOfCustomer(1)}"}]]`)
  await take(page, '改天再说')
  const proposal = page.getByRole('group', { name: /^取消订单/ })
  t.same(await seriousFindings(page), [], 'before')
  await proposal.getByRole('button', { name: '确认执行' }).click()
  await proposal.getByText('已执行').waitFor()
  t.same(await seriousFindings(page), [], 'after')
  await page.reload()
  await proposal.getByRole('button', { name: '确认执行' }).click()
  await proposal.getByText('已执行').waitFor()
  t.equal(shop.calls().filter(({ method }) => method === 'POST').length, 1)
  await close(page)
})

t.test('a seat sees the orders that the bot showed, and when', async t => {
  const { page } = await sit('wu')
  await wait('c2', '我的快递到哪了')
  await take(page, '我的快递到哪了')
  const known = page.locator('.talk details', { hasText: /^订单与商品 \d/ })
  await known.locator('summary').click()
  const order = known.getByRole('listitem').first()
  t.match(await order.textContent(), new RegExp(`订单 ${orderOfCustomer(2)}.* 的情况`))
  t.same(await seriousFindings(page), [])
  await close(page)
})

t.test('a picture is blurred until the seat has it shown, which is put on record', async t => {
  const { page, faults } = await sit('qian')
  const { client, dialogId } = await wait('u7', '包裹压坏了')
  const picture = new Blob([new Uint8Array(await drawn('image/png', { width: 300, height: 200 }))])
  const { imageId } = await client.sendImage(dialogId, picture)
  const attachments = [{ type: 'image', image_id: imageId }]
  await client.ask('请看', { dialogId, attachments })
  await take(page, '包裹压坏了')
  const line = page.locator('.line[data-from="customer"]', { hasText: '请看' })
  await line.locator('.picture[data-state="shown"]').waitFor()
  t.equal(await line.locator('p').textContent(), '请看', 'and no id is to be read')
  t.same(await seriousFindings(page), [])
  const [revealed] = await Promise.all([
    page.waitForResponse(response => response.url().endsWith(`${imageId}?reveal=1`)),
    line.getByRole('button', { name: '显示原图' }).click(),
  ])
  t.equal(revealed.status(), 200)
  await line.locator('.picture[data-state="shown"]').waitFor()
  t.same(faults, [], 'the policy of the page was kept')
  await close(page)
})

t.test('a seat closes with a summary and tags for the shop', async t => {
  const { page, sent } = await sit('feng')
  await wait('u8', '尺码不合适')
  await take(page, '尺码不合适')
  await talks(page).getByRole('button', { name: '结束' }).click()
  await talks(page).getByRole('textbox', { name: '小结' }).fill('已换大一码')
  await talks(page).getByRole('textbox', { name: '标签' }).fill('换货，尺码 换货')
  t.same(await seriousFindings(page), [])
  await talks(page).getByRole('button', { name: '已解决' }).click()
  await talks(page).waitFor({ state: 'detached' })
  const closes = sent.map(frame => JSON.parse(frame)).filter(({ type }) => type === 'close')
  t.match(closes, [{ outcome: 'solved', summary: '已换大一码', tags: ['换货', '尺码'] }])
})

t.test('on a phone a seat sees one dialog, and goes from it to the others', async t => {
  const phone = { viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' } as const
  const { page } = await sit('han', phone)
  for (const [uid, text] of [
    ['u9', '第一位在手机上'],
    ['u10', '第二位在手机上'],
  ] as const) {
    await wait(uid, text)
    await take(page, text)
  }
  t.equal(await talks(page).count(), 1, 'the one that came last')
  t.same(await seriousFindings(page), [])
  t.equal(
    await page.evaluate('document.documentElement.scrollWidth'),
    390,
    'nothing is to be scrolled sideways',
  )
  await page.locator('.other', { hasText: '第一位' }).waitFor()
  await page.keyboard.press('Alt+0')
  await talks(page).locator('.line', { hasText: '第一位' }).first().waitFor()
  t.ok(await reply(page).evaluate(element => element.matches(':focus')), 'to be written in')
  await page.locator('.other', { hasText: '第二位' }).click()
  await talks(page).locator('.line', { hasText: '第二位' }).first().waitFor()
  await close(page)
  await talks(page).locator('.line', { hasText: '第一位' }).first().waitFor()
  await close(page)
})

t.test(
  'a connection that was lost is found by requests: one socket is opened, when the server is there',
  async t => {
    const { page, faults } = await sit('knocker')
    const lost = page.getByText('连接中断')
    let sockets = 0
    page.on('websocket', () => sockets++)
    line.block(/./s)
    line.cut()
    await lost.waitFor()
    for (let knocks = 0; knocks < 3; knocks++) await page.waitForRequest(/\/seat\/canned$/)
    t.equal(sockets, 0, 'failed sockets would have the browser hold back the next one')
    line.block(undefined)
    await lost.waitFor({ state: 'detached' })
    t.equal(sockets, 1)
    t.same(faults, [])
    await page.context().close()
  },
)

t.test('a token that the server does not take is said to be wrong', async t => {
  const page = await browser.newPage({ locale: 'zh-CN' })
  await page.goto(`${line.url}/desk#token=${await server.token('u1')}`)
  await page.getByRole('alert').getByText('这个令牌不能用于客服工作台').waitFor()
  t.ok(await page.getByRole('textbox', { name: '令牌' }).isVisible())
})

t.test('nothing serious is found by axe in any state of the widget and of a dialog', async t => {
  for (const look of ['theme=light&lang=zh', 'theme=dark&lang=en']) {
    const page = await browser.newPage({ reducedMotion: 'reduce' })
    await page.goto(`${server.url}/gallery?${look}`)
    await page.locator('section').last().waitFor()
    t.same(await seriousFindings(page), [], look)
  }
})

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
