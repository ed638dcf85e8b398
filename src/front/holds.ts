// Counts the places that each person takes in this process: what a customer holds open (WebSockets, event streams and long
// polls together), and pictures that are under way.

export interface Holds {
  /** True when the customer may open nothing more. */
  isFull(owner: string): boolean
  /** Takes a place; the returned function gives it back, once. Undefined when the customer has too many. */
  acquire(owner: string): (() => void) | undefined
}

export function createHolds(mostPerCustomer: number): Holds {
  const held = new Map<string, number>()
  const isFull = (owner: string) => (held.get(owner) ?? 0) >= mostPerCustomer

  return {
    isFull,
    acquire(owner) {
      if (isFull(owner)) return undefined
      held.set(owner, (held.get(owner) ?? 0) + 1)
      let isHeld = true
      return () => {
        if (!isHeld) return
        isHeld = false
        const left = (held.get(owner) ?? 0) - 1
        if (left > 0) held.set(owner, left)
        else held.delete(owner)
      }
    },
  }
}
