// Canned replies: fetched when their version is another, found by title and tags.

export interface Canned {
  readonly id: string
  readonly title: string
  readonly text: string
  readonly tags?: readonly string[]
}

export interface CannedReplies {
  /** Fetches them, unless this version is here. */
  follow(version: string): Promise<void>
}

export function createCannedReplies(
  token: () => string,
  changed: (all: readonly Canned[]) => void,
): CannedReplies {
  let here: string | undefined
  return {
    async follow(version) {
      if (version === here) return
      const fetched = await fetchCanned(token())
      // The next connection tries again; until then the earlier ones serve.
      if (fetched === undefined) return
      here = version
      changed(fetched)
    },
  }
}

async function fetchCanned(token: string): Promise<Canned[] | undefined> {
  try {
    const response = await fetch('/seat/canned', { headers: { Authorization: `Bearer ${token}` } })
    if (!response.ok) return undefined
    const lines = (await response.text()).split('\n').filter(line => line !== '')
    return lines.map(line => JSON.parse(line) as Canned)
  } catch {
    // The connection is lost, perhaps within the reply.
    return undefined
  }
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
