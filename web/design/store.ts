// A value that is drawn anew when it changes, at most once in a frame or in so many.

export interface Store<State> {
  get(): State
  /** Merges into the state. */
  set(change: Partial<State>): void
}

/** A page that nobody sees gets no frames. */
function soon(draw: () => void, frames: number): void {
  if (document.hidden) queueMicrotask(draw)
  else requestAnimationFrame(frames > 1 ? () => soon(draw, frames - 1) : draw)
}

/** `frames`: it is drawn with the last of so many. Those between have time for what the page's reader does. */
export function createStore<State extends object>(
  initial: State,
  draw: (state: State) => void,
  frames = 1,
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
      }, frames)
    },
  }
}
