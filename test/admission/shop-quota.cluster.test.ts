// Shops that share one rate over several processes: whichever of them a shop asks, it takes no other's half.
import t from 'tap'
import type { Quota, QuotaRule } from '../../src/admission/quota.js'
import { createShopQuota, type ShopQuota } from '../../src/admission/shop-quota.js'
import { type Cluster, createCluster } from '../support/admission/cluster.js'

const halves = new Map([
  ['noisy', 0.5],
  ['quiet', 0.5],
])

/** The shops' quota as each process has it. */
function openShops(cluster: Cluster, processes: number, whole: QuotaRule): readonly ShopQuota[] {
  const half = { ratePerS: whole.ratePerS / 2, burst: whole.burst / 2 }
  const buckets = new Map([...halves.keys()].map(shop => [shop, cluster.open(shop, half)]))
  return Array.from({ length: processes }, (_none, process) =>
    createShopQuota(halves, whole, shop => buckets.get(shop)?.[process] as Quota),
  )
}

/** What the shop is let in of so many turns at each process and millisecond. */
async function flood(
  { cluster, members }: { readonly cluster: Cluster; readonly members: readonly ShopQuota[] },
  { shop, perMs, ms }: { readonly shop: string; readonly perMs: number; readonly ms: number },
): Promise<number> {
  let spent = 0
  for (let now = 0; now < ms; now++) {
    for (const member of members) for (let turn = 0; turn < perMs; turn++) if (member.spend(shop)) spent += 1
    await cluster.pass()
  }
  return spent
}

async function open(processes: number, whole: QuotaRule) {
  const cluster = createCluster(processes)
  const members = openShops(cluster, processes, whole)
  await cluster.settle()
  // The credits of the start are exchanged for those of processes that know of each other.
  for (let ms = 0; ms < 200; ms++) await cluster.pass()
  return { cluster, members }
}

for (const processes of [1, 2, 4, 16]) {
  const whole = { ratePerS: 1, burst: 320 }

  t.test(`a noisy shop on ${processes} processes leaves another half of its burst`, async t => {
    const stage = await open(processes, whole)
    const noisy = await flood(stage, { shop: 'noisy', perMs: 20, ms: 1_500 })
    const quiet = await flood(stage, { shop: 'quiet', perMs: 20, ms: 1_500 })
    t.ok(noisy >= 160 && noisy <= 240 + 2, `its own and half of the other's: ${noisy}`)
    t.ok(quiet >= 80, `what was kept: ${quiet}`)
    t.ok(noisy + quiet <= 320 + 4, `no more than there is and flows in meanwhile: ${noisy + quiet}`)
  })

  t.test(`a shop alone on ${processes} processes has the whole rate`, async t => {
    const stage = await open(processes, { ratePerS: 200, burst: 200 })
    const spent = await flood(stage, { shop: 'noisy', perMs: 1, ms: 4_000 })
    t.ok(spent >= 150 + 0.97 * 800 && spent <= 200 + 800, `${spent}`)
  })
}

t.test('a noisy shop takes nothing that another one asks for of its share', async t => {
  const { cluster, members } = await open(2, { ratePerS: 200, burst: 200 })
  const got = { noisy: 0, quiet: 0 }
  for (let ms = 0; ms < 5_000; ms++) {
    for (const member of members) {
      for (let turn = 0; turn < 5; turn++) if (member.spend('noisy')) got.noisy += 1
      if (ms % 25 === 0 && member.spend('quiet')) got.quiet += 1
    }
    await cluster.pass()
  }
  t.equal(got.quiet, 2 * 200, 'each of its turns')
  t.ok(got.noisy >= 550, `the rest: ${got.noisy}`)
})
