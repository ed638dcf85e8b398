// A value that is drawn anew when it changes, at most once a frame.

export interface Store<State> {
  get(): State
  /** Merges into the state. */
  set(change: Partial<State>): void
}

/** A page that nobody sees gets no frames. */
const soon = (draw: () => void): void => {
  if (document.hidden) queueMicrotask(draw)
  else requestAnimationFrame(draw)
}

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
      soon(() => {
        isDue = false
        draw(state)
      })
    },
  }
}
