// Which events of which dialogs this client has: what to ask for after a pause, and what came twice. Pure.

/** A socket follows as many; the dialog that was quiet longest gives way. */
const DIALOGS_MAX = 32

interface Cursor {
  /** Everything up to here is known. */
  after: number
  /** Seqs ahead of their time: a turn's own answer may overtake a replay. */
  readonly ahead: Set<number>
}

export class Cursors {
  readonly #cursors = new Map<string, Cursor>()

  /** Where to go on, dialog by dialog; the newest last. */
  entries(): (readonly [dialogId: string, after: number])[] {
    return [...this.#cursors].map(([dialogId, { after }]) => [dialogId, after])
  }

  after(dialogId: string): number | undefined {
    return this.#cursors.get(dialogId)?.after
  }

  /** Everything up to `after` is known. */
  set(dialogId: string, after: number): void {
    this.#cursors.delete(dialogId)
    this.#cursors.set(dialogId, { after, ahead: new Set() })
    const [oldest] = this.#cursors.keys()
    if (oldest !== undefined && this.#cursors.size > DIALOGS_MAX) this.#cursors.delete(oldest)
  }

  /** Notes an event; false when it is known already. A dialog not known before begins with it. */
  take(dialogId: string, seq: number): boolean {
    const cursor = this.#cursors.get(dialogId)
    if (cursor === undefined) {
      this.set(dialogId, seq)
      return true
    }
    this.#cursors.delete(dialogId)
    this.#cursors.set(dialogId, cursor)
    if (seq <= cursor.after || cursor.ahead.has(seq)) return false
    cursor.ahead.add(seq)
    while (cursor.ahead.delete(cursor.after + 1)) cursor.after++
    return true
  }

  forget(dialogId: string): void {
    this.#cursors.delete(dialogId)
  }
}
