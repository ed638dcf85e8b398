// Where the customer's token comes from. It is kept in memory by the client, and asked for again when it was refused.

export type TokenSource = () => string | Promise<string>

export function fromUrl(url: string, shop: string): TokenSource {
  return async () => {
    if (url === '') throw new Error('rushdesk: data-token-url is not set')
    const address = new URL(url, location.href)
    if (shop !== '') address.searchParams.set('shop', shop)
    const response = await fetch(address, { credentials: 'include', headers: { Accept: 'application/json' } })
    if (!response.ok) throw new Error(`rushdesk: ${address.pathname} answered ${response.status}`)
    const { token } = (await response.json()) as { token?: unknown }
    if (typeof token !== 'string') throw new Error(`rushdesk: ${address.pathname} gave no token`)
    return token
  }
}
