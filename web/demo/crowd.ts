// Many customers who ask in the same moment: what each of them gets, and after how long.

export interface Reaction {
  readonly kind: 'answered' | 'busy' | 'failed'
  readonly ms: number
}

const CUSTOMERS = 40
const questions = ['怎么申请退货', '什么时候发货', '优惠券怎么用', '可以开发票吗', '怎么修改收货地址']

/** Each customer has a token of their own, made before anybody asks. Throws when there are no tokens to be had. */
export async function askAtOnce(): Promise<Reaction[]> {
  const names = Array.from({ length: CUSTOMERS }, (_, i) => `crowd-${i}`)
  const tokens = await Promise.all(names.map(tokenOf))
  return Promise.all(tokens.map((token, i) => askOne(token, questions[i % questions.length] ?? '')))
}

async function tokenOf(name: string): Promise<string> {
  const response = await fetch(`/demo/token?sub=${name}`)
  if (!response.ok) throw new Error(`no token: ${response.status}`)
  return ((await response.json()) as { token: string }).token
}

async function askOne(token: string, text: string): Promise<Reaction> {
  const from = performance.now()
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }
  const reply = await fetch('/chat', { method: 'POST', headers, body: JSON.stringify({ text }) }).catch(
    () => undefined,
  )
  const ms = Math.round(performance.now() - from)
  if (reply === undefined) return { kind: 'failed', ms }
  return { kind: reply.ok ? 'answered' : reply.status === 429 ? 'busy' : 'failed', ms }
}
