// Which turns that went well have a line in the log. Pure but for the share, which an operator may change.

export interface Sampling {
  /** From 0, none, to 1, all. */
  share: number
  /** Decided by the turn's id, so that every process decides alike. */
  keeps(turnId: string): boolean
}

/** Ids are random hex; so many digits are enough for any share. */
const DIGITS = 8

export function createSampling(): Sampling {
  const sampling: Sampling = {
    share: 1,
    keeps: turnId => Number.parseInt(turnId.slice(0, DIGITS), 16) < sampling.share * 16 ** DIGITS,
  }
  return sampling
}
