// A value that is drawn anew when it changes, once for all changes until then.

export interface Store<State> {
  get(): State
  /** Merges into the state. */
  set(change: Partial<State>): void
}

/**
 * In a task of its own, when the next frame is painted: a change is worked out and laid out there, and the frame after it has
 * but to paint. Both in one frame take longer than a slow machine's frame lasts. A page that nobody sees gets no frames.
 */
export function afterFrame(draw: () => void): void {
  if (document.hidden) queueMicrotask(draw)
  else requestAnimationFrame(() => setTimeout(draw))
}

export function createStore<State extends object>(
  initial: State,
  draw: (state: State) => void,
  soon = afterFrame,
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
