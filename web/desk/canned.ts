// Canned replies: fetched once, found by title and tags. A server without them has none.

export interface Canned {
  readonly id: string
  readonly title: string
  readonly text: string
  readonly tags?: readonly string[]
}

export async function fetchCanned(token: string): Promise<Canned[]> {
  const response = await fetch('/seat/canned', { headers: { Authorization: `Bearer ${token}` } }).catch(
    () => undefined,
  )
  if (response === undefined || !response.ok) return []
  const lines = (await response.text()).split('\n').filter(line => line !== '')
  return lines.map(line => JSON.parse(line) as Canned)
}

const SHOWN = 6

export function findCanned(all: readonly Canned[], asked: string): Canned[] {
  const words = asked.toLowerCase()
  const fits = ({ title, tags = [] }: Canned) =>
    [title, ...tags].some(text => text.toLowerCase().includes(words))
  return all.filter(fits).slice(0, SHOWN)
}

/** Fills in what is known of the dialog; other variables stay to be seen. */
export function fillIn(text: string, known: Readonly<Record<string, string | undefined>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => known[name] ?? whole)
}
