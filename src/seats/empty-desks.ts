// Shops at whose desk there was nothing a moment ago: most shops of most installations have none, and the customers who look
// at their dialogs are not worth a read of the board each second.

export interface EmptyDesks {
  has(shop: string): boolean
  note(shop: string): void
  /** Called with news of the desk. */
  forget(shop: string): void
}

/** Lost news of a desk delays its first row by no more than this. */
const EMPTY_MS = 5_000

/** Of too many shops the one noted first is forgotten. */
export function createEmptyDesks(steady: { now(): number }, most: number): EmptyDesks {
  const noted = new Map<string, number>()
  return {
    has: shop => steady.now() - (noted.get(shop) ?? Number.NEGATIVE_INFINITY) < EMPTY_MS,
    note(shop) {
      noted.delete(shop)
      noted.set(shop, steady.now())
      const [oldest] = noted.keys()
      if (noted.size > most && oldest !== undefined) noted.delete(oldest)
    },
    forget: shop => void noted.delete(shop),
  }
}
