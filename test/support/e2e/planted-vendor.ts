// A vendor that says personal data of its own: in whole answers, in streams cut anywhere, in its errors.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface TellingVendor {
  readonly url: string
  /** What it was sent: heads and bodies, as they came. */
  readonly received: readonly string[]
  close(): Promise<void>
}

/** Answers `text`; a question that holds a status gets that status, one with 坏 gets broken JSON, one with 慢 waits. */
export async function startTellingVendor(text: string): Promise<TellingVendor> {
  const received: string[] = []
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request)
    // A test counts what is left open.
    response.setHeader('connection', 'close')
    received.push(`${request.url} ${JSON.stringify(request.headers)} ${body}`)
    const asked = (JSON.parse(body) as { messages: { content: string }[] }).messages.at(-1)?.content ?? ''
    const status = /状态(\d{3})/.exec(asked)?.[1]
    if (asked.includes('慢')) await new Promise(resolve => setTimeout(resolve, 700))
    if (status !== undefined)
      return end(response, Number(status), JSON.stringify({ error: { message: text } }))
    if (asked.includes('坏')) return end(response, 200, `{"choices": ${text}`)
    if (JSON.parse(body).stream !== true) return end(response, 200, whole(text))
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (let i = 0; i < text.length; i += 3) response.write(delta(text.slice(i, i + 3), null))
    response.end(`${delta('', 'stop')}data: [DONE]\n\n`)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/v1`,
    received,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

function end(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-said': 'yes' }).end(body)
}

const whole = (content: string) =>
  JSON.stringify({ choices: [{ message: { role: 'assistant', content }, finish_reason: 'stop' }] })
const delta = (content: string, finish: string | null) =>
  `data: ${JSON.stringify({ choices: [{ delta: { content }, finish_reason: finish }] })}\n\n`
