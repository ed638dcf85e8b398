// A dialog's mailbox: the bounded FIFO of its turns in this process. Turns pass the gate in the order in which they
// were posted, however long their masking took; the tickets decide over the whole cluster which turn runs.

/** A turn's place in its mailbox. */
export interface Slot {
  /** Resolves when every earlier turn has passed or left. Undefined when there is none. */
  readonly ahead: Promise<void> | undefined
  /** True when another turn waits until this one passes. */
  readonly isFollowed: boolean
  /** Called when the first turn comes behind this one. */
  onFollowed: (() => void) | undefined
  /** Lets the next turn through the gate. May be called again. */
  pass(): void
  /** Frees the place of a turn that has ended, and passes. */
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
  const line: Line = { size: 0, last: undefined, onEmpty }
  const squeeze = () => new PlaceInLine(line)
  return {
    size: () => line.size,
    post: () => (line.size >= most ? undefined : squeeze()),
    squeeze,
  }
}

/** State that the places of a mailbox share. */
interface Line {
  size: number
  /** The last place, behind which the next turn comes. */
  last: PlaceInLine | undefined
  onEmpty(): void
}

class PlaceInLine implements Slot {
  readonly ahead: Promise<void> | undefined
  onFollowed: (() => void) | undefined
  readonly #line: Line
  #letNext: (() => void) | undefined
  #hasPassed = false
  #hasLeft = false

  constructor(line: Line) {
    this.#line = line
    const { last } = line
    this.ahead = last === undefined ? undefined : last.#follow()
    line.size++
    line.last = this
  }

  get isFollowed(): boolean {
    return this.#letNext !== undefined
  }

  pass(): void {
    if (this.#hasPassed) return
    this.#hasPassed = true
    // A turn that leaves early must not let the next one overtake the turns before it.
    if (this.ahead) void this.ahead.then(() => this.#open())
    else this.#open()
  }

  release(): void {
    this.pass()
    if (this.#hasLeft) return
    this.#hasLeft = true
    if (--this.#line.size === 0) this.#line.onEmpty()
  }

  /** Resolves when the turn of this place has passed. */
  #follow(): Promise<void> {
    const passed = new Promise<void>(resolve => {
      this.#letNext = resolve
    })
    this.onFollowed?.()
    return passed
  }

  #open(): void {
    if (this.#line.last === this) this.#line.last = undefined
    this.#letNext?.()
  }
}
