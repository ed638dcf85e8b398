// The built widget in a real browser, on a shop's page of another origin and under the strictest policy.
import type { Locator, Page, WebSocket } from 'playwright-core'
import t from 'tap'
import { launchChromium } from '../../tools/chromium.js'
import { openSeat } from '../support/e2e/desk.js'
import { noise } from '../support/pictures/samples.js'
import { layLine, startRig } from '../support/web/client-and-server.js'
import { needPages, openShop, policyFaults, seriousFindings } from '../support/web/pages.js'

needPages()
const shop = await openShop(t)
const pace = { latency: { kind: 'fixed', ms: 20 }, tokens: 24, tokenMs: 10 } as const
const { server } = await startRig(t, pace, { CORS_ORIGINS: shop.origin, IMAGES: 'redis' })
const line = await layLine(t, server.port)
shop.server = line.url
shop.token = await server.token('u1')
const ours = `<script async src="${line.url}/widget.js" data-token-url="/token" data-lang="zh"></script>`
const browser = await launchChromium()
t.teardown(() => browser.close())

/** The shop's page in a tab of its own, with what went wrong in it. */
async function visit(body: string, options: Parameters<typeof browser.newContext>[0] = {}) {
  shop.body = body
  const context = await browser.newContext({ locale: 'zh-CN', ...options })
  const page = await context.newPage()
  const faults = policyFaults(page)
  await page.goto(shop.origin)
  return { page, faults, context }
}

const launcher = (page: Page) => page.getByRole('button', { name: '打开在线客服' })
const field = (page: Page) => page.getByRole('textbox', { name: '输入您的问题…' })
const log = (page: Page) => page.getByRole('log')
const answers = (page: Page) => page.locator('.replied[data-done="true"] .answer')

/** The colours that the browser draws. */
function styleOf(element: Locator) {
  return element.evaluate(drawn => {
    const style = drawn.ownerDocument.defaultView?.getComputedStyle(drawn)
    return { background: style?.backgroundColor, color: style?.color }
  })
}

async function ask(page: Page, text: string): Promise<void> {
  await field(page).fill(text)
  await field(page).press('Enter')
}

t.test('what a visitor loads is small', async t => {
  const headers = { 'accept-encoding': 'br' }
  const bytes = async (path: string) => {
    const response = await fetch(`${server.url}${path}`, {
      headers: { ...headers, 'accept-encoding': 'identity' },
    })
    const packed = await server.call('HEAD', path, { headers })
    return { text: await response.text(), size: Number(packed.headers['content-length']) }
  }
  const loader = await bytes('/widget.js')
  const panelPath = /widget\/[\w-]+\.js/.exec(loader.text)?.[0]
  const panel = await bytes(`/${panelPath}`)
  t.comment(`loader ${loader.size}, panel ${panel.size} bytes`)
  t.ok(loader.size <= 6 * 1024, 'before the first open')
  t.ok(loader.size + panel.size <= 40 * 1024, 'all of it')
})

t.test('a customer opens it, asks, and gets an answer that says who wrote it', async t => {
  const { page, faults } = await visit(ours)
  await launcher(page).click()
  t.ok(await field(page).evaluate(element => element.matches(':focus')), 'the focus is where one writes')
  await ask(page, '这双鞋有几种颜色')
  await answers(page).waitFor()
  t.equal(await page.locator('.ai').textContent(), 'AI 生成')
  t.equal(
    await page.locator('[aria-live="polite"]').textContent(),
    await answers(page).textContent(),
    'announced whole',
  )
  t.equal(await log(page).getAttribute('aria-live'), 'off', 'its pieces are not announced')
  await page.keyboard.press('Escape')
  t.ok(await launcher(page).evaluate(element => element.matches(':focus')), 'the focus is back')
  t.same(faults, [], 'the policy of the page was kept')
})

t.test('a reload goes on with the talk', async t => {
  const { page } = await visit(ours)
  await launcher(page).click()
  await ask(page, '有大码吗')
  await answers(page).waitFor()
  await page.reload()
  await launcher(page).click()
  await answers(page).waitFor()
  t.equal(await page.locator('.asked .bubble').textContent(), '有大码吗')
  await ask(page, '多少钱')
  await answers(page).nth(1).waitFor()
  t.same(
    await page.evaluate('localStorage.length + document.cookie.length'),
    0,
    'no cookie, nothing kept beyond the tab',
  )
})

t.test('what a text holds is never markup, and only web addresses are links', async t => {
  const hostile =
    '<img src=x onerror=alert(1)> [点我](javascript:alert(1)) javascript:alert(2) https://shop.example/a?b=1。'
  const admin = await server.token('op', { role: 'admin' })
  const pinned = { pinned: [{ question: '危险的回答', answer: hostile }] }
  t.equal((await server.call('PUT', '/admin/hot', { token: admin, body: pinned })).status, 200)
  const { page, faults } = await visit(ours)
  await launcher(page).click()
  await ask(page, '<b>危险</b>')
  await ask(page, '危险的回答')
  await answers(page).filter({ hasText: 'shop.example' }).waitFor()
  t.equal(await log(page).locator('img, b').count(), 0)
  const links = log(page).locator('a')
  t.same(await links.evaluateAll(all => all.map(link => link.getAttribute('href'))), [
    'https://shop.example/a?b=1',
  ])
  t.match(await links.getAttribute('rel'), /noopener/)
  t.same(faults, [])
})

t.test('what is written while the server is away is sent when it is back, once', async t => {
  const { page } = await visit(ours)
  await launcher(page).click()
  await ask(page, '第一个问题')
  await answers(page).waitFor()
  line.block(/./)
  line.cut()
  await ask(page, '断线时写的')
  await page.getByText('恢复后自动发送').waitFor()
  line.block(undefined)
  await answers(page).nth(1).waitFor()
  t.equal(await page.locator('.asked').count(), 2)
})

t.test('calls made before it is loaded are done in their order, and events are told', async t => {
  const { page } = await visit(ours.replace('data-lang="zh"', 'data-launcher="none"'))
  await page.waitForFunction('window.rushdesk')
  const seen = await page.evaluate(`new Promise(resolve => {
    const names = []
    const hear = name => ['on', name, () => names.push(name)]
    rushdesk.q.push(hear('open'), hear('mode'), hear('close'), ['on', 'answer', () => resolve(names)])
    rushdesk.q.push(['ask', '营业时间'], ['nonsense'])
  })`)
  t.same(seen, ['open'])
  t.equal(await launcher(page).count(), 0)
  t.ok(await log(page).isVisible())
})

t.test('a page whose own script serves tokens needs no address for them', async t => {
  const { page } = await visit(
    `<rushdesk-chat lang="en" open></rushdesk-chat><script async src="${line.url}/widget.js"></script>`,
  )
  shop.tokensAsked = 0
  await page.waitForFunction('window.rushdesk')
  await page.evaluate(`rushdesk.setToken(() => ${JSON.stringify(shop.token)})`)
  await page.getByRole('textbox', { name: 'Your question…' }).fill('怎么申请退货')
  await page.keyboard.press('Enter')
  await answers(page).waitFor()
  t.equal(shop.tokensAsked, 0)
})

t.test('a dead server and a refused token leave the shop as it is', async t => {
  line.block(/GET \/widget\//)
  const { page, faults } = await visit(ours)
  await launcher(page).click()
  await page.locator('.launcher[aria-busy="false"]').waitFor()
  t.equal(await page.getByRole('dialog').count(), 0)
  line.block(undefined)
  await launcher(page).click()
  await page.getByRole('dialog').waitFor()
  const { token } = shop
  shop.token = ''
  await ask(page, '有人吗')
  await log(page).getByText('没有发出去').waitFor()
  shop.token = token
  await page.getByRole('button', { name: '重试' }).click()
  await answers(page).waitFor()
  t.same(faults, [])
})

t.test('nothing serious is found by axe, light and dark, on a phone and on a wide screen', async t => {
  const looks = [
    { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
    { colorScheme: 'dark', viewport: { width: 390, height: 844 } },
  ] as const
  for (const look of looks) {
    const { page } = await visit(ours, { ...look, reducedMotion: 'reduce' })
    t.same(await seriousFindings(page), [], 'closed')
    await launcher(page).click()
    await ask(page, '怎么申请退货')
    await answers(page).waitFor()
    t.same(await seriousFindings(page), [], 'with an answer')
    await page.getByRole('button', { name: '举报此回答' }).click()
    t.same(await seriousFindings(page), [], 'with a form over it')
  }
})

t.test('what is pressed is at least 44 px in each direction', async t => {
  const { page } = await visit(ours, { viewport: { width: 390, height: 844 }, hasTouch: true })
  await launcher(page).click()
  await ask(page, '怎么申请退货')
  await answers(page).waitFor()
  const small = await page.locator('rushdesk-chat button:visible').evaluateAll(all =>
    all
      .map(button => ({ name: button.ariaLabel ?? button.textContent, box: button.getBoundingClientRect() }))
      .filter(({ box }) => box.width < 44 || box.height < 44)
      .map(({ name }) => name),
  )
  t.same(small, [])
})

t.test('who asks for a person in words while nobody is there may leave a message', async t => {
  const { page } = await visit(ours)
  await launcher(page).click()
  await ask(page, '转人工')
  await log(page).getByRole('button', { name: '给我们留言' }).click()
  await page.getByRole('textbox', { name: '留言内容' }).fill('请明天回电')
  t.same(await seriousFindings(page), [])
  await page.getByRole('button', { name: '提交' }).click()
  await log(page).getByText('留言已收到').waitFor()
})

/** What goes with each question that the page sends, by its text. */
function contextsOf(page: Page): ReadonlyMap<string, unknown> {
  const contexts = new Map<string, unknown>()
  const keep = ({ text, context }: { readonly text: string; readonly context?: unknown }) =>
    contexts.set(text, context)
  page.on('websocket', socket =>
    socket.on('framesent', ({ payload }) => {
      const frame = JSON.parse(String(payload))
      if (frame.type === 'turn') keep(frame)
    }),
  )
  page.on('request', request => request.url().endsWith('/chat') && keep(request.postDataJSON()))
  return contexts
}

t.test('what the page is about goes with what is typed, and a seat sees the order', async t => {
  const about = 'data-order-id="SO-1001" data-product-id="k600" data-page="order"'
  const { page } = await visit(ours.replace('data-lang', `${about} data-lang`))
  const contexts = contextsOf(page)
  await launcher(page).click()
  await ask(page, '这款有几种颜色')
  await answers(page).waitFor()
  await page.evaluate("rushdesk.setContext({ order_id: 'SO-1002' })")
  await ask(page, '这一单呢')
  await answers(page).nth(1).waitFor()
  t.same(
    [...contexts],
    [
      ['这款有几种颜色', { order_id: 'SO-1001', product_id: 'k600', page: 'order' }],
      ['这一单呢', { order_id: 'SO-1002' }],
    ],
  )
  const seat = await openSeat(t, server, 'li')
  await page.getByRole('button', { name: '转人工' }).click()
  t.match((await seat.take({ type: 'waiting' })).row, { order_id: 'SO-1002' })
})

t.test(
  'what a page says before the panel is opened loads nothing, and goes with the first question',
  async t => {
    const about = 'data-order-id="SO-1001"'
    const { page } = await visit(ours.replace('data-lang', `${about} data-lang`))
    const contexts = contextsOf(page)
    const loaded: string[] = []
    page.on('request', request => /\/widget\/[\w-]+\.js/.test(request.url()) && loaded.push(request.url()))
    await launcher(page).waitFor()
    await page.evaluate("rushdesk.setContext({ order_id: 'SO-1002' })")
    await page.waitForTimeout(300)
    t.same(loaded, [])
    await launcher(page).click()
    await ask(page, '这一单呢')
    await answers(page).waitFor()
    t.equal(loaded.length, 1)
    t.same([...contexts], [['这一单呢', { order_id: 'SO-1002' }]])
  },
)

/** The customer chooses a file. */
function choose(page: Page, buffer: Buffer, mimeType = 'image/png'): Promise<void> {
  return page.locator('rushdesk-chat input[type="file"]').setInputFiles({ name: 'parcel', mimeType, buffer })
}

t.test('a picture goes with a question, and is in the talk after a reload', async t => {
  const { page, faults } = await visit(ours)
  await launcher(page).click()
  await page.getByRole('button', { name: '发送图片' }).waitFor()
  // Of more bytes than the server takes: the panel makes it smaller.
  await choose(page, await noise(700))
  await page.getByText('可以补充几句话').waitFor()
  t.same(await page.locator('.asked .bubble').allTextContents(), ['我想发一张图片'], 'which opens a dialog')
  t.same(await seriousFindings(page), [], 'before it is sent')
  await ask(page, '这里破了')
  const shown = page.locator('.asked .picture[data-state="shown"]')
  await shown.waitFor()
  t.equal(await page.locator('.asked .bubble').nth(1).textContent(), '这里破了')
  t.same(await seriousFindings(page), [], 'in the talk')
  await page.reload()
  await launcher(page).click()
  await shown.getByRole('button', { name: '放大图片' }).click()
  const large = page.getByRole('dialog', { name: '图片', exact: true })
  await large.waitFor()
  t.same(await seriousFindings(page), [], 'enlarged')
  await page.keyboard.press('Escape')
  await large.waitFor({ state: 'detached' })
  t.ok(await log(page).isVisible(), 'Escape closes the picture and not the talk')
  t.same(faults, [], 'the policy of the page was kept')
})

t.test('what is no picture is refused with the reason, and what was written stays', async t => {
  const { page } = await visit(ours)
  await launcher(page).click()
  await field(page).fill('写到一半')
  await choose(page, Buffer.from('no picture'))
  await page.getByText('这个文件打不开').waitFor()
  t.same(await seriousFindings(page), [])
  await page.getByRole('button', { name: '移除图片' }).click()
  await page.locator('.attached').waitFor({ state: 'detached' })
  t.equal(await field(page).inputValue(), '写到一半')
  t.equal(await page.locator('.asked').count(), 0, 'nothing was asked for it')
})

t.test('a shop that wants it dark gets it dark, whatever the system says', async t => {
  const { page } = await visit(ours.replace('data-lang', 'data-theme="dark" data-lang'), {
    colorScheme: 'light',
  })
  await launcher(page).click()
  t.equal((await styleOf(page.getByRole('dialog'))).background, 'rgb(23, 26, 25)')
})

t.test("a shop's own colour is written on in what reads best", async t => {
  const { page } = await visit(ours.replace('data-lang', 'data-color="#ffd400" data-lang'))
  t.same(await styleOf(page.locator('.launcher')), { background: 'rgb(255, 212, 0)', color: 'rgb(0, 0, 0)' })
})

t.test('a chat that is taken out of the page ends its connection, and another one may come', async t => {
  const { page, faults } = await visit(ours)
  const sockets: WebSocket[] = []
  page.on('websocket', socket => sockets.push(socket))
  await launcher(page).click()
  await ask(page, '营业时间')
  await answers(page).waitFor()
  await page.evaluate("document.body.prepend(document.querySelector('rushdesk-chat'))")
  t.same(
    sockets.map(socket => socket.isClosed()),
    [false],
    'one that is moved goes on',
  )
  const closed = sockets[0]?.waitForEvent('close')
  await page.evaluate('rushdesk.destroy()')
  await closed
  t.equal(await page.locator('rushdesk-chat').count(), 0)
  await page.evaluate(`{
    const chat = document.createElement('rushdesk-chat')
    for (const [name, value] of [['token-url', '/token'], ['lang', 'zh']]) chat.setAttribute(name, value)
    document.body.append(chat)
    rushdesk.open()
  }`)
  await answers(page).waitFor()
  t.equal(await page.locator('.asked').count(), 1, 'the talk of the tab goes on')
  t.same(faults, [])
})
