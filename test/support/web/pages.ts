// The built pages, for tests that look at them, and a shop of another origin that embeds the widget.
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { packageRoot } from '../../../src/root.js'
import type { Teardowns } from '../e2e/harness.js'

/** Builds the pages when only the compiler has run. */
export function needPages(): void {
  if (existsSync(new URL('build/web/pages/widget.js.gz', packageRoot))) return
  const built = spawnSync(process.execPath, [fileURLToPath(new URL('tools/build-pages.mjs', packageRoot))], {
    encoding: 'utf8',
  })
  if (built.status !== 0) throw new Error(`the pages cannot be built\n${built.stderr}`)
}

export interface Shop {
  readonly origin: string
  /** What the shop's own `/token` gives; '' answers 401. */
  token: string
  /** Requests to `/token`. */
  tokensAsked: number
  /** Its page holds this. */
  body: string
  /** Where the widget comes from. */
  server: string
}

/** A shop with the strictest policy under which a page can embed the widget. */
export async function openShop(t: Teardowns): Promise<Shop> {
  const shop = { origin: '', token: '', tokensAsked: 0, body: '', server: '' }
  const listener = createServer((request, response) => {
    // No connection stays open behind a tab that was closed.
    response.setHeader('Connection', 'close')
    if (request.url === '/token') {
      shop.tokensAsked++
      response.writeHead(shop.token === '' ? 401 : 200, { 'Content-Type': 'application/json' })
      return response.end(JSON.stringify({ token: shop.token }))
    }
    const { server } = shop
    const policy = [
      "default-src 'none'",
      `script-src ${server}`,
      `connect-src 'self' ${server} ${server.replace('http', 'ws')}`,
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]
    response.writeHead(200, { 'Content-Type': 'text/html', 'Content-Security-Policy': policy.join('; ') })
    return response.end(
      `<!doctype html><html lang="zh-CN"><title>shop</title><main><h1>店铺</h1><button>购买</button></main>${shop.body}</html>`,
    )
  }).listen(0, '127.0.0.1')
  await once(listener, 'listening')
  t.teardown(() => {
    listener.closeAllConnections()
    listener.close()
  })
  const address = listener.address()
  shop.origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  return shop
}

/** What a page throws, and what its policy refuses, as it happens. */
export function policyFaults(page: Page): readonly string[] {
  const faults: string[] = []
  page.on('pageerror', fault => faults.push(fault.message))
  page.on('console', message => message.text().includes('violates') && faults.push(message.text()))
  return faults
}

interface AxeResult {
  readonly violations: readonly { id: string; impact: string; nodes: readonly { html: string }[] }[]
}

const axe = readFileSync(new URL('node_modules/axe-core/axe.min.js', packageRoot), 'utf8')

/** Serious and critical findings of axe on the page as it is, shadow trees included. */
export async function seriousFindings(page: Page): Promise<string[]> {
  // Evaluated by the debugger: a page's policy lets no script of ours in.
  await page.evaluate(`${axe};0`)
  const { violations } = (await page.evaluate(
    "axe.run(document, { resultTypes: ['violations'] })",
  )) as AxeResult
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`)
}
