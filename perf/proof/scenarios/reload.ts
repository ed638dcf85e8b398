// All processes on one port are replaced, one after another, under load: open connections see no failure, and a fresh
// one that is reset is made good by a retry with its key.

import { freePort } from '../../../tools/redis-server.js'
import { metFresh } from '../client.js'
import type { Said } from '../evidence.js'
import { createFresh, type FreshFigures, resetsAllowed } from '../fresh.js'
import { speak } from '../load.js'
import { startPm2 } from '../pm2.js'
import { type Report, reportOf } from '../report.js'
import { onStage, type Scenario, type Size } from '../scenario.js'
import type { Stage } from '../stage.js'

const PROCESSES = 2
/** A run of 20 makes 100,000: what the kernel hands to a closing listener shows only in so many. */
const FRESH = { short: 1_500, long: 5_000 }
const DRAIN_MS = 3_000

/** Replaces every process once. */
type Reload = () => Promise<void>

export const restartedInTurn: Scenario = {
  name: 'rolling-restart',
  run: size =>
    onEmptyStage(size, async stage => {
      // A port that the system chose for a listener is not shared; one that is named is.
      const port = await freePort()
      while (stage.servers.length < PROCESSES) stage.servers.push(await stage.startServer(port))
      stage.ports = () => [port]
      const ends: (number | string)[] = []
      const reload = async () => {
        for (const [i, old] of [...stage.servers].entries()) {
          stage.servers[i] = await stage.startServer(port)
          ends.push(await old.stop())
        }
      }
      const report = await whileReloading(stage, size, reload)
      const bad = ends.filter(end => end !== 0).map(end => `a process ended with ${end}`)
      return { ...report, faults: [...report.faults, ...bad] }
    }),
}

export const reloaded: Scenario = {
  name: 'pm2-reload',
  run: size =>
    onEmptyStage(size, async stage => {
      const pm2 = await startPm2(size.root, stage.env, PROCESSES)
      try {
        stage.ports = () => [pm2.port]
        return await whileReloading(stage, size, pm2.reload)
      } finally {
        await pm2.stop()
      }
    }),
}

function onEmptyStage(size: Size, play: (stage: Stage) => Promise<Report>): Promise<Report> {
  const env = { DRAIN_MS: String(DRAIN_MS) }
  return onStage(size, { processes: 0, vendorMs: [1, 20], env }, play)
}

async function whileReloading(stage: Stage, { isShort }: Size, reload: Reload): Promise<Report> {
  const stop = new AbortController()
  const load = { dialogs: isShort ? 4 : 8, clients: 2, messages: 400, keyed: 1, hasty: 0 }
  const speaking = speak(stage, load, stop.signal)
  const fresh = createFresh(stage.ports()[0] ?? 0, await stage.token('fresh'))
  const faultAt = performance.now()
  let reloads = 0
  do {
    await reload()
    reloads++
  } while (fresh.figures().made < (isShort ? FRESH.short : FRESH.long))
  stop.abort()
  const said = await speaking
  const figures = withCustomers(await fresh.stop(), said)
  const failures = said.flatMap(one => one.failures).filter(code => !metFresh(code))
  const failed = failures.map(code => `an open connection saw ${code}`)
  return reportOf(await stage.evidence(said), {
    faultAt,
    faults: [...failed, ...freshFaults(figures)],
    fresh: figures,
    notes: [
      `${reloads} reloads; ${figures.made} fresh connections: ${figures.reset} reset, ${figures.lost} after the retry`,
    ],
  })
}

/** A customer whose connection was closed in good order comes back on a fresh one, and tries again with a key too. */
function withCustomers(figures: FreshFigures, said: readonly Said[]): FreshFigures {
  const resets = said.flatMap(one => one.failures.filter(metFresh))
  const lost = said.filter(one => one.told === undefined && one.failures.some(metFresh))
  return { ...figures, reset: figures.reset + resets.length, lost: figures.lost + lost.length }
}

function freshFaults({ made, reset, lost, odd }: FreshFigures): string[] {
  const allowed = resetsAllowed(made)
  return [
    ...(reset > allowed ? [`${reset} of ${made} fresh connections were reset`] : []),
    ...(lost > 0 ? [`${lost} fresh connections failed also with a retry`] : []),
    ...odd.map(code => `a fresh connection was told ${code}`),
  ]
}
