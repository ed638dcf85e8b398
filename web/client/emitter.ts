// Listeners by name.

export interface Emitter<Events> {
  /** Returns what ends it. */
  on<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): () => void
  emit<Name extends keyof Events>(name: Name, event: Events[Name]): void
  /** Whether anybody listens to any of these. */
  isHeard(names: readonly (keyof Events)[]): boolean
}

export function createEmitter<Events>(): Emitter<Events> {
  const listeners: { [Name in keyof Events]?: Set<(event: Events[Name]) => void> } = {}
  return {
    isHeard: names => names.some(name => (listeners[name]?.size ?? 0) > 0),
    on(name, listener) {
      const all = listeners[name] ?? new Set()
      listeners[name] = all.add(listener)
      return () => void all.delete(listener)
    },
    emit(name, event) {
      for (const listener of listeners[name] ?? []) {
        try {
          listener(event)
        } catch (fault) {
          // A listener's fault is its own: it is reported as uncaught and stops nobody else.
          queueMicrotask(() => {
            throw fault
          })
        }
      }
    },
  }
}
