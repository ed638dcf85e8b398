// A value that is drawn anew when it changes.

export interface Store<State> {
  get(): State
  /** Merges into the state. */
  set(change: Partial<State>): void
}

/** Changes of one moment are drawn once. */
export function createStore<State extends object>(
  initial: State,
  draw: (state: State) => void,
): Store<State> {
  let state = initial
  let isDue = false
  return {
    get: () => state,
    set(change) {
      state = { ...state, ...change }
      if (isDue) return
      isDue = true
      queueMicrotask(() => {
        isDue = false
        draw(state)
      })
    },
  }
}
