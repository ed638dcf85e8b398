// Holds what comes and goes with each turn: in order of arrival, or by a key.
//
// Why not a Set or a Map: V8 leaves a table that has run full for a new one, and lets the old one point to it. Once one
// left table lies in the old generation, it keeps all that follow alive until the next full collection, and with them
// whatever stood in them when they were left. In a table with 128 turns in flight that is every turn: 14 of 15 MB
// outlived each young collection, against 1 of 15 here (Node 20, --trace-gc). perf/benches/idioms.ts says what it costs.

/** A member's place. */
export interface Place<T> {
  /** Undefined when the member has left. */
  readonly member: T | undefined
}

interface Link<T> extends Place<T> {
  member: T | undefined
  before: Link<T> | undefined
  after: Link<T> | undefined
}

/** Members in order of arrival. A place that was left points to nothing. */
export class InFlight<T> {
  #first: Link<T> | undefined
  #last: Link<T> | undefined
  #size = 0

  get size(): number {
    return this.#size
  }

  /** The member that came before all others. */
  get first(): T | undefined {
    return this.#first?.member
  }

  /** Returns the place with which the member leaves. */
  enter(member: T): Place<T> {
    const link: Link<T> = { member, before: this.#last, after: undefined }
    if (this.#last) this.#last.after = link
    else this.#first = link
    this.#last = link
    this.#size++
    return link
  }

  /** False when the place was left before. */
  leave(place: Place<T>): boolean {
    const link = place as Link<T>
    if (link.member === undefined) return false
    const { before, after } = link
    if (before) before.after = after
    else this.#first = after
    if (after) after.before = before
    else this.#last = before
    link.member = undefined
    link.before = undefined
    link.after = undefined
    this.#size--
    return true
  }

  /** The members of this moment, the first to come first. */
  all(): T[] {
    const members: T[] = []
    for (let link = this.#first; link; link = link.after) members.push(link.member as T)
    return members
  }
}

/** Members by key. */
export class KeyedInFlight<T> {
  /** Without a prototype, so that no key finds what nobody has set. */
  readonly #members: Record<string, T> = Object.create(null)

  get(key: string): T | undefined {
    return this.#members[key]
  }

  set(key: string, member: T): void {
    this.#members[key] = member
  }

  delete(key: string): void {
    delete this.#members[key]
  }

  all(): T[] {
    return Object.values(this.#members)
  }
}
