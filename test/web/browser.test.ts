// The built client in a real browser: a shop's page on one origin, the server on another.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import t, { type Test } from 'tap'
import { packageRoot } from '../../src/root.js'
import { launchChromium } from '../../tools/chromium.js'
import { startRig } from '../support/web/client-and-server.js'

/** What the page leaves for the test to read. */
interface Seen {
  answers: { seq: number; answer: string; dialogId: string }[]
  deltas: number
  soFar: string
  states: string[]
  problem: { name: string; status: number; type: string; retries: number }
}

const page = `<!doctype html><meta charset="utf-8"><title>shop</title><ul></ul><script type="module">
import { createClient } from '/client/client.js'
window.chat = async (baseUrl, bearer, transport) => {
  const seen = { answers: [], deltas: 0, soFar: '', states: [] }
  const client = createClient({ baseUrl, token: () => bearer, transport })
  client.on('state', state => seen.states.push(state))
  const onDelta = (_, soFar) => { seen.deltas++; seen.soFar = soFar }
  const first = await client.ask('这双鞋有几种颜色', { onDelta })
  const { dialogId } = first
  const more = await Promise.all(['有大码吗', '多少钱'].map(text => client.ask(text, { dialogId })))
  seen.answers = [first, ...more]
  const { turns } = await client.history(dialogId)
  document.querySelector('ul').append(...turns.map(({ text }) => Object.assign(document.createElement('li'), { textContent: text })))
  seen.problem = await client.ask(' ').catch(({ name, status, type }) => ({ name, status, type }))
  await client.forget(dialogId)
  client.close()
  return seen
}
</script>`

/** Serves the page and the built client, as any static server would. */
async function servePage(t: Test): Promise<string> {
  const server = createServer((request, response) => {
    const file = /^\/client\/([a-z-]+\.js)$/.exec(request.url ?? '')?.[1]
    const body = file === undefined ? page : readFileSync(new URL(`build/web/client/${file}`, packageRoot))
    response.setHeader('Content-Type', file === undefined ? 'text/html' : 'text/javascript')
    response.end(body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
}

t.test('a page of another origin chats, over a WebSocket and over HTTP', async t => {
  const origin = await servePage(t)
  const pace = { latency: { kind: 'fixed', ms: 20 }, tokens: 12, tokenMs: 5 } as const
  const { server } = await startRig(t, pace, { CORS_ORIGINS: origin })
  const browser = await launchChromium()
  t.teardown(() => browser.close())
  const tab = await browser.newPage()
  const faults: string[] = []
  tab.on('pageerror', fault => faults.push(fault.message))
  for (const transport of ['auto', 'http']) {
    await tab.goto(origin)
    await tab.waitForFunction('window.chat')
    const call = [server.url, await server.token('u1'), transport].map(argument => JSON.stringify(argument))
    const seen = (await tab.evaluate(`window.chat(${call})`)) as Seen
    t.same(
      seen.answers.map(({ seq }) => seq),
      [1, 2, 3],
    )
    t.ok(seen.deltas > 1, 'deltas arrive')
    t.equal(seen.soFar, seen.answers[0]?.answer)
    t.same(seen.states, transport === 'http' ? ['http', 'closed'] : ['connecting', 'socket', 'closed'])
    t.match(seen.problem, { name: 'ProblemError', status: 422, type: '/problems/invalid-field' })
    t.same(await tab.locator('li').allTextContents(), ['这双鞋有几种颜色', '有大码吗', '多少钱'])
  }
  t.same(faults, [])
})
