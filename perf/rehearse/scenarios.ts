// The scenarios: the sale itself, and every part that can break during it. Pure tables.
// The short form keeps the faults and cuts the waits, so it does not see the ladder come all the way down.
import {
  type Fault,
  type Phase,
  type Promises,
  type Scenario,
  SHOP_AFTERMATH_S,
  STORE_AFTERMATH_S,
} from './scenario.js'

interface Lengths {
  readonly steadyS: number
  readonly peakS: number
  readonly calmS: number
  readonly beforeS: number
  readonly slowS: number
  readonly downS: number
  readonly cutS: number
  readonly releaseS: number
  readonly storeAwayS: number
  readonly shopAwayS: number
  readonly peopleS: number
  readonly afterS: number
  /** After a vendor's fault: a rung takes 30 s of health, on top of the breaker and the 10 s window. */
  readonly recoveryS: number
  readonly returnsWithinS?: number
  /** Reached while a vendor is away that people stand in for: at level 3 who gets no answer is handed over. */
  readonly handsOver: { readonly level: number; readonly withinS: number }
}

const full: Lengths = {
  steadyS: 30,
  peakS: 15,
  calmS: 20,
  beforeS: 10,
  slowS: 30,
  downS: 60,
  cutS: 30,
  releaseS: 30,
  storeAwayS: 10,
  shopAwayS: 20,
  peopleS: 90,
  afterS: 20,
  recoveryS: 125,
  returnsWithinS: 120,
  handsOver: { level: 3, withinS: 75 },
}

const short: Lengths = {
  steadyS: 6,
  peakS: 4,
  calmS: 4,
  beforeS: 3,
  slowS: 12,
  downS: 8,
  cutS: 8,
  releaseS: 16,
  storeAwayS: 4,
  shopAwayS: 5,
  peopleS: 10,
  afterS: 6,
  recoveryS: 5,
  handsOver: { level: 2, withinS: 5 },
}

export const fullScenarios = (): Scenario[] => scenariosOf(full)
export const shortScenarios = (): Scenario[] => scenariosOf(short)

const scenariosOf = (l: Lengths): Scenario[] => [
  ...loads(l),
  ...vendorFaults(l),
  badRelease(l),
  ...losses(l),
  orders(l),
  people(l),
]

function loads(l: Lengths): Scenario[] {
  return [
    {
      ...calmly('steady', 'Steady load, all well', l.steadyS),
      pendingTurns: { unavailableS: 0, isCalm: true, level: { atMost: 0 } },
    },
    {
      ...calmly('surge', 'Steady → 30 times as many customers in 5 s → steady', 0),
      phases: [steady(l.beforeS), ...surge(l.peakS), steady(l.calmS)],
      pendingTurns: { unavailableS: 0, answersExact: true, level: { atMost: 1 } },
    },
  ]
}

function vendorFaults(l: Lengths): Scenario[] {
  return [
    breaking(l, {
      name: 'vendor-slow',
      title: 'The vendor answers slowly (median 6 s)',
      faultName: 'slow vendor',
      fault: { kind: 'vendor', latency: 'lognormal:6000,0.5' },
      faultS: l.slowS,
      afterS: l.recoveryS,
      promises: { unavailableS: 0, level: ladder(l, { level: 1, withinS: 10 }) },
    }),
    breaking(l, {
      name: 'vendor-down',
      title: 'The vendor answers 503',
      faultName: 'vendor 503',
      fault: { kind: 'vendor', faults: ['503'] },
      faultS: l.downS,
      afterS: l.recoveryS,
      promises: { unavailableS: 0, level: ladder(l, { level: 2, withinS: 5 }) },
    }),
    {
      ...breaking(l, {
        name: 'vendor-cut',
        title: 'The vendor cuts answers and streams midway',
        faultName: 'cut streams',
        fault: { kind: 'vendor', faults: ['cut=5:0.5'] },
        faultS: l.cutS,
        afterS: l.recoveryS,
        promises: { unavailableS: 0, level: ladder(l, { level: 1, withinS: 10 }) },
      }),
      streamShare: 0.5,
    },
  ]
}

/** The rest of the customers notice nothing: the ladder does not look at a release on trial. */
function badRelease(l: Lengths): Scenario {
  return breaking(l, {
    name: 'bad-release',
    title: 'A gray release fails for a tenth of the customers',
    faultName: 'bad release',
    fault: { kind: 'release', percent: 10, faults: ['503'] },
    faultS: l.releaseS,
    afterS: l.afterS,
    promises: { unavailableS: 0, level: { atMost: 0 }, takenBackWithinS: 15 },
  })
}

function losses(l: Lengths): Scenario[] {
  return [
    breaking(l, {
      name: 'redis-frozen',
      title: 'Redis stops answering',
      faultName: 'Redis frozen',
      fault: { kind: 'redis-frozen' },
      ...storeAway(l),
    }),
    breaking(l, {
      name: 'redis-killed',
      title: 'Redis is killed and started again',
      faultName: 'Redis away',
      fault: { kind: 'redis-killed' },
      ...storeAway(l),
    }),
    breaking(l, {
      name: 'process-killed',
      title: 'One process is killed (-9)',
      faultName: 'one process less',
      fault: { kind: 'process-killed' },
      faultS: 1,
      afterS: l.afterS,
      promises: { unavailableS: 5, mayReset: true, level: { atMost: 1 } },
    }),
  ]
}

/** The shop's API slows down, and fails as soon as it seemed well again. */
function orders({ beforeS, shopAwayS, afterS }: Lengths): Scenario {
  const slow = { fromS: beforeS, toS: beforeS + shopAwayS }
  const down = { fromS: slow.toS + 1, toS: slow.toS + 1 + shopAwayS }
  const title = 'Half of the crowd asks about its order; the shop’s API is slow, then answers 503'
  return {
    ...calmly('orders', title, down.toS + SHOP_AFTERMATH_S + afterS),
    orderShare: 0.5,
    faults: [
      { ...slow, name: 'slow shop', fault: { kind: 'shop', latency: 'lognormal:3000,0.5' } },
      { ...down, name: 'shop 503', fault: { kind: 'shop', fault: '503' } },
    ],
    pendingTurns: { unavailableS: 0, answersOrders: true, level: { atMost: 1 } },
  }
}

/** A tenth of the crowd asks for a person while the vendor is away; in the full form so long that the ladder hands over, too. */
function people(l: Lengths): Scenario {
  return {
    ...breaking(l, {
      name: 'people',
      title: 'The vendor answers 503; a tenth of the crowd asks for a person',
      faultName: 'vendor 503',
      fault: { kind: 'vendor', faults: ['503'] },
      faultS: l.peopleS,
      afterS: l.afterS,
      promises: { unavailableS: 0, level: { reaches: l.handsOver } },
    }),
    people: { seats: 20, share: 0.1, pace: { lookMs: 1_000, replyMs: 500, serviceMs: 4_000 } },
  }
}

const steady = (seconds: number): Phase => ({ name: 'steady', seconds, from: 1, to: 1 })

const surge = (peakS: number): Phase[] => [
  { name: 'rise', seconds: 5, from: 1, to: 30 },
  { name: 'peak', seconds: peakS, from: 30, to: 30 },
  { name: 'fall', seconds: 2, from: 30, to: 1 },
]

function calmly(name: string, title: string, seconds: number) {
  return { name, title, phases: [steady(seconds)], faults: [], streamShare: 0.1 }
}

interface Break {
  readonly name: string
  readonly title: string
  readonly fault: Fault
  readonly faultName: string
  readonly faultS: number
  readonly afterS: number
  readonly promises: Promises
}

function breaking({ beforeS }: Lengths, b: Break): Scenario {
  const span = { fromS: beforeS, toS: beforeS + b.faultS }
  return {
    ...calmly(b.name, b.title, beforeS + b.faultS + b.afterS),
    faults: [{ ...span, name: b.faultName, fault: b.fault }],
    pendingTurns: b.promises,
  }
}

function storeAway({ storeAwayS, afterS }: Lengths) {
  const promises = { unavailableS: storeAwayS + STORE_AFTERMATH_S, storeMayRefuse: true }
  return { faultS: storeAwayS, afterS, promises }
}

function ladder({ returnsWithinS }: Lengths, reaches: { level: number; withinS: number }) {
  return { reaches, ...(returnsWithinS !== undefined && { returnsWithinS }) }
}
