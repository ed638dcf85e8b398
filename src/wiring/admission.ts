// Builds admission and overload control.
import { type AddressLimits, createAddressLimits } from '../admission/address-limits.js'
import { createAddresses } from '../admission/addresses.js'
import { type Admission, createAdmission } from '../admission/admission.js'
import { bucketRule } from '../admission/bucket.js'
import { createCustomerBuckets } from '../admission/customer-buckets.js'
import { every } from '../admission/every.js'
import { createLoopClock } from '../admission/loop-clock.js'
import { createOverload, type Overload, overloadOff } from '../admission/overload.js'
import { type Quota, type QuotaName, unlimited } from '../admission/quota.js'
import { createShopQuota, type ShopQuota } from '../admission/shop-quota.js'
import type { Clock } from '../clock.js'
import type { Members } from '../cluster/members.js'
import type { Config } from '../config/config.js'
import type { ShopsByName } from '../config/shops-file.js'
import type { MakeCustomerRate } from '../front/customer-rate.js'
import type { LlmClient } from '../llm/llm-client.js'
import type { State } from './state.js'

export interface AdmissionSet {
  readonly admission: Admission
  /** Absent when nothing is counted by address. */
  readonly addresses: AddressLimits | undefined
  readonly overload: Overload
  readonly customerRate: MakeCustomerRate
  close(): Promise<void>
}

export interface DoorWiringDeps {
  readonly clock: Clock
  readonly steady: Clock
  readonly state: State
  readonly members: Members
  readonly shopsNamed: ShopsByName | undefined
  /** Absent without LLM_URL. */
  readonly vendor: Pick<LlmClient, 'isBehind'> | undefined
}

/** Customers whose rates are remembered; a forgotten one has its whole rate again. */
const CUSTOMERS = 100_000

export function buildAdmission(
  config: Config,
  { clock, steady, state, members, shopsNamed, vendor }: DoorWiringDeps,
): AdmissionSet {
  const { ratePerS, rateBurst: burst, cheapRatePerS, uidRatePerS } = config
  let known = 1
  /** As last known: while Redis is away the table cannot be trusted. */
  const liveProcesses = () => {
    known = members.live()?.size ?? known
    return Math.max(1, known)
  }
  const quotaOf = (name: QuotaName, rate: number, most: number): Quota =>
    rate === 0 ? unlimited : state.quota(name, { ratePerS: rate, burst: most }, liveProcesses)
  const shares = sharesOf(shopsNamed)
  const quota: ShopQuota =
    ratePerS === 0 || shares.size === 0
      ? quotaOf('turns', ratePerS, burst)
      : createShopQuota(shares, { ratePerS, burst }, (shop, rule) =>
          state.quota(`turns:${encodeURIComponent(shop)}`, rule, liveProcesses),
        )
  const cheapQuota = quotaOf('cheap', cheapRatePerS, cheapRatePerS)
  const loopClock = createLoopClock(clock, every)
  const { random } = Math

  const admission = createAdmission({
    quota,
    cheapQuota,
    liveProcesses,
    steady,
    random,
    limits: { ratePerS, burst, cheapRatePerS, uidRatePerS },
    isCrowded: () => overload.isCrowded(),
  })
  const guard = () =>
    createOverload({
      loopClock,
      clock,
      steady,
      random,
      headers: admission.headers,
      isVendorBehind: () => vendor?.isBehind(config.answerBudgetMs) === true,
    })
  const overload: Overload = config.overload === 'on' ? guard() : overloadOff(loopClock)

  return {
    admission,
    addresses: addressLimits(config, steady),
    overload,
    customerRate(perS, inARow) {
      const buckets = createCustomerBuckets(bucketRule(perS, inARow), CUSTOMERS)
      return owner => buckets.spend(owner, steady.now()) >= 0
    },
    async close() {
      loopClock.close()
      await quota.close()
      await cheapQuota.close()
    },
  }
}

function sharesOf(shopsNamed: ShopsByName = new Map()): ReadonlyMap<string, number> {
  const shops = [...shopsNamed.values()]
  return new Map(shops.flatMap(({ name, share }) => (share === undefined ? [] : [[name, share]])))
}

function addressLimits(config: Config, steady: Clock): AddressLimits | undefined {
  const { addressOpenMax: open, addressRatePerS: ratePerS, trustedProxies } = config
  if (open === 0 && ratePerS === 0) return undefined
  return createAddressLimits({ addresses: createAddresses(trustedProxies), steady }, { open, ratePerS })
}
