// Counts the places that each person takes in this process: what a customer holds open (WebSockets, event streams and long
// polls together), and pictures that are under way.

export interface Holds {
  /** True when the customer may open nothing more. */
  isFull(owner: string): boolean
  /** Takes a place; false when the customer has too many. Each place that was taken is given back once, by `leave`. */
  enter(owner: string): boolean
  leave(owner: string): void
  /** The same for what has no place of its own to remember that it entered: returns a function that gives the place
   *  back, once. Undefined when the customer has too many. */
  acquire(owner: string): (() => void) | undefined
}

export function createHolds(mostPerCustomer: number): Holds {
  const held = new Map<string, number>()
  const isFull = (owner: string) => (held.get(owner) ?? 0) >= mostPerCustomer

  function enter(owner: string): boolean {
    const before = held.get(owner) ?? 0
    if (before >= mostPerCustomer) return false
    held.set(owner, before + 1)
    return true
  }

  function leave(owner: string): void {
    const left = (held.get(owner) ?? 0) - 1
    if (left > 0) held.set(owner, left)
    else held.delete(owner)
  }

  return {
    isFull,
    enter,
    leave,
    acquire(owner) {
      if (!enter(owner)) return undefined
      let isHeld = true
      return () => {
        if (!isHeld) return
        isHeld = false
        leave(owner)
      }
    },
  }
}
