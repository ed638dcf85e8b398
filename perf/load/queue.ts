// A first-in first-out queue that stays fast when long; Array.shift does not.

export interface Queue<T> {
  put(item: T): void
  /** The oldest item; undefined when empty. */
  take(): T | undefined
  size(): number
}

export function createQueue<T>(items: readonly T[]): Queue<T> {
  let store = [...items]
  let first = 0
  return {
    put: item => {
      store.push(item)
    },
    take() {
      if (first === store.length) return undefined
      const item = store[first++]
      if (first > 10_000 && first * 2 > store.length) {
        store = store.slice(first)
        first = 0
      }
      return item
    },
    size: () => store.length - first,
  }
}
