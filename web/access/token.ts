// The token of a person who works here: from the address, which forgets it at once, or typed in. Kept by the tab.

export interface KeptToken {
  get(): string
  set(token: string): void
}

/** `name` keeps the pages' tokens apart: a seat's opens no operations page. `given` is called with one that comes by
 *  the address later. */
export function createKeptToken(name: string, given: (token: string) => void): KeptToken {
  const key = `rushdesk:token:${name}`
  let token = sessionStorage.getItem(key) ?? ''
  const set = (next: string) => {
    token = next
    if (next === '') sessionStorage.removeItem(key)
    else sessionStorage.setItem(key, next)
  }
  const fromAddress = takeFromAddress()
  if (fromAddress !== undefined) set(fromAddress)
  addEventListener('hashchange', () => {
    const next = takeFromAddress()
    if (next !== undefined) given(next)
  })
  return { get: () => token, set }
}

function takeFromAddress(): string | undefined {
  const token = new URLSearchParams(location.hash.slice(1)).get('token')
  if (token === null) return undefined
  history.replaceState(null, '', location.pathname + location.search)
  return token
}

/** A token made by the server, which only development does. Undefined elsewhere. */
export async function developmentToken(address: string): Promise<string | undefined> {
  const response = await fetch(address).catch(() => undefined)
  if (response === undefined || !response.ok) return undefined
  return ((await response.json()) as { token: string }).token
}
