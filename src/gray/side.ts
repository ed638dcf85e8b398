// Chooses the customers of a release by their id alone, so that a customer stays on a side over restarts and processes.
// Pure.

/** The parts of a customer that decide the side. */
export interface Sided {
  /** '' for a turn that another process promised: the store has only a hash of its customer. */
  readonly uid: string
  /** Keyed hash of the customer, in hex. */
  readonly owner: string
}

export interface Share {
  readonly percent: number
  /** Moves the window of tails, so that the next release gets other customers. */
  readonly offset: number
}

const TAILS = 100

/** 0 to 99: the last two characters of the id when both are digits, else two digits of its hash. */
export function tailOf({ uid, owner }: Sided): number {
  const digits = /\d\d$/.exec(uid)?.[0]
  return digits === undefined ? Number.parseInt(owner.slice(0, 8), 16) % TAILS : Number(digits)
}

export function isCanary(customer: Sided, { percent, offset }: Share): boolean {
  if (percent === 0 || customer.uid === '') return false
  return (tailOf(customer) - offset + TAILS) % TAILS < percent
}
