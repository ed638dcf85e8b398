// Does the vendor answer, does it take the key, and how long is the wait for the first word?
import { readFileSync } from 'node:fs'
import type { Config } from '../../src/config/config.js'
import { type Check, type Finding, fault, ok, reasonOf, skip, warn } from './check.js'

interface Address {
  readonly url: string
  readonly model: string
  readonly key: string
}

const REFUSED = new Set([401, 402, 403])

export function vendorChecks(config: Config | undefined): Check[] {
  return [
    { name: 'vendor', run: () => (config ? primary(config) : skip('the configuration is at fault')) },
    {
      name: 'vendor-fallback',
      run: () => (config ? fallback(config) : skip('the configuration is at fault')),
    },
  ]
}

function primary(config: Config): Finding | Promise<Finding> {
  if (config.llmUrl === '') return skip('LLM_URL is not set: the FAQ answers')
  return ask(config, { url: config.llmUrl, model: config.llmModel, key: keyOf(config) })
}

function fallback(config: Config): Finding | Promise<Finding> {
  const { llmUrl, llmFallbackUrl, llmModel, llmFallbackModel, llmFallbackApiKey } = config
  if (llmUrl === '' || (llmFallbackUrl === '' && llmFallbackModel === '')) return skip('no fallback is set')
  return ask(config, {
    url: llmFallbackUrl || llmUrl,
    model: llmFallbackModel || llmModel,
    key: llmFallbackApiKey || (llmFallbackUrl === '' ? keyOf(config) : ''),
  })
}

function keyOf({ llmApiKey, llmApiKeyFile }: Config): string {
  if (llmApiKeyFile === '') return llmApiKey
  try {
    return readFileSync(llmApiKeyFile, 'utf8').trim()
  } catch {
    return '' // The check of the file says so.
  }
}

/** One word, streamed. It costs a few tokens. */
async function ask(
  { llmTimeoutMs, llmSlowMs, llmProtocol }: Config,
  { url, model, key }: Address,
): Promise<Finding> {
  const isChat = llmProtocol === 'chat'
  const target = `${url.replace(/\/+$/, '')}${isChat ? '/chat/completions' : '/completions'}`
  const question = isChat ? { messages: [{ role: 'user', content: '你好' }] } : { prompt: '你好' }
  const sentAt = performance.now()
  try {
    const reply = await fetch(target, {
      method: 'POST',
      signal: AbortSignal.timeout(llmTimeoutMs),
      headers: { 'content-type': 'application/json', ...(key !== '' && { authorization: `Bearer ${key}` }) },
      body: JSON.stringify({ model, ...question, max_tokens: 1, stream: true }),
    })
    const reader = reply.body?.getReader()
    await reader?.read()
    const firstMs = Math.round(performance.now() - sentAt)
    await reader?.cancel()
    return judge(reply.status, firstMs, llmSlowMs)
  } catch (error) {
    return fault(
      `the vendor does not answer: ${reasonOf(error)}`,
      'Is the URL right, may this host reach it, is LLM_TIMEOUT_MS long enough?',
    )
  }
}

function judge(status: number, firstMs: number, slowMs: number): Finding {
  if (REFUSED.has(status))
    return fault(
      `the vendor refuses us with ${status}`,
      'Check the key, the account and the model of this vendor',
    )
  if (status === 404)
    return fault(
      'the vendor knows no such path or model (404)',
      'Check the URL (its base ends before /chat/completions) and the model',
    )
  if (status === 429)
    return warn('the vendor says 429: its limit is reached', 'RATE_PER_S should be what the vendor allows')
  if (status >= 400)
    return fault(`the vendor answers ${status}`, 'Ask the vendor; the breaker opens after three failed turns')
  const message = `takes the key, first word after ${firstMs} ms`
  return firstMs > slowMs ? warn(message, 'Slower than LLM_SLOW_MS: the ladder goes to level 1') : ok(message)
}
