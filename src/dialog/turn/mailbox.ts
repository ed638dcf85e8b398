// A dialog's mailbox: the bounded FIFO of its turns in this process. Turns pass the gate in the order in which they
// were posted, however long their masking took; which turn runs is decided by the tickets, over the whole cluster.

/** A turn's place in its mailbox. */
export interface Slot {
  /** Resolves when every earlier turn has passed or left. Undefined when there is none. */
  readonly ahead: Promise<void> | undefined
  /** Lets the next turn through the gate. May be called again. */
  pass(): void
  /** The turn has ended: its place is free. Passes too. */
  release(): void
}

export interface Mailbox {
  /** A slot at the end, or undefined when the mailbox is full. */
  post(): Slot | undefined
  /** A slot at the end, however full the mailbox is. */
  squeeze(): Slot
  size(): number
}

/** `most` counts the turns that wait and the one that runs. `onEmpty` fires when the last turn leaves. */
export function createMailbox(most: number, onEmpty: () => void): Mailbox {
  let size = 0
  let tail: Promise<void> | undefined

  function squeeze(): Slot {
    size++
    const ahead = tail
    let isOpen = false
    let open = () => {}
    const gate = new Promise<void>(resolve => {
      open = resolve
    })
    tail = gate
    const pass = () => {
      if (isOpen) return
      isOpen = true
      if (tail === gate) tail = undefined
      // A turn that gives up early must not let the next one overtake those before it.
      if (ahead) ahead.then(open)
      else open()
    }
    let hasLeft = false
    const release = () => {
      pass()
      if (hasLeft) return
      hasLeft = true
      size--
      if (size === 0) onEmpty()
    }
    return { ahead, pass, release }
  }

  return {
    size: () => size,
    post: () => (size >= most ? undefined : squeeze()),
    squeeze,
  }
}
