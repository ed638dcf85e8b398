// Where the customer's token comes from. It is kept in memory by the client, and asked for again when it was refused, or
// when nobody answered.

export type TokenSource = () => string | Promise<string>

export function fromUrl(url: string, shop: string): TokenSource {
  return async () => {
    if (url === '') throw new Error('rushdesk: data-token-url is not set')
    const address = new URL(url, location.href)
    if (shop !== '') address.searchParams.set('shop', shop)
    const response = await fetch(address, {
      credentials: 'include',
      headers: { Accept: 'application/json' },
    }).catch(cause => {
      throw away(`rushdesk: ${address.pathname} did not answer`, cause)
    })
    if (response.status >= 500) throw away(`rushdesk: ${address.pathname} is away`)
    if (!response.ok) throw new Error(`rushdesk: ${address.pathname} answered ${response.status}`)
    const { token } = (await response.json()) as { token?: unknown }
    if (typeof token !== 'string') throw new Error(`rushdesk: ${address.pathname} gave no token`)
    return token
  }
}

/** The client asks again, by this name, after a pause. */
function away(message: string, cause?: unknown): Error {
  return Object.assign(new Error(message, { cause }), { name: 'ConnectionError' })
}
