// One promise, what was measured of it, and whether it was kept. Pure.

export interface Check {
  readonly promise: string
  readonly measured: string
  readonly isKept: boolean
}

export function atMost(what: string, measured: number, most: number): Check {
  return { promise: `${what} ≤ ${most}`, measured: String(measured), isKept: measured <= most }
}

export function atMostShare(what: string, measured: number, most: number): Check {
  return { promise: `${what} ≤ ${percent(most)}`, measured: percent(measured), isKept: measured <= most }
}

export function atLeastShare(what: string, measured: number, least: number): Check {
  return { promise: `${what} ≥ ${percent(least)}`, measured: percent(measured), isKept: measured >= least }
}

const percent = (share: number) => `${Number((100 * share).toFixed(2))} %`
