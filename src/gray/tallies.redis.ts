// The counters of a release in Redis: a hash and a short list for each watch, timed by Redis alone.
import { grayKeys } from '../redis/keys.js'
import type { WriteScript } from '../redis/scripts.js'
import { RECENT, type RecentTurn } from './judge.js'
import { type GrayTallies, KEPT_MS, sidesOf } from './tallies.js'

export function createRedisGrayTallies(write: WriteScript): GrayTallies {
  return {
    async exchange(run, { counts, recent }) {
      const news = Object.entries(counts)
        .map(([name, by]) => `${name} ${by}`)
        .join('\n')
      const reply = await write('gray_exchange', grayKeys(run), [news, recent, RECENT, KEPT_MS])
      const [elapsed = '', outcomes = '', ...fields] = reply.split('\n')
      const sums = fields.map((line): [string, number] => {
        const space = line.indexOf(' ')
        return [line.slice(0, space), Number(line.slice(space + 1))]
      })
      return {
        ...sidesOf(sums),
        recent: outcomes === '' ? [] : outcomes.split(',').map(recentOf),
        elapsedMs: Number(elapsed),
      }
    },
  }
}

/** `failed turns failed-turns`; the last two are counters of the stable side. */
function recentOf(text: string): RecentTurn {
  const [failed, turns, stableFailed] = text.split(' ')
  return { isFailed: failed === '1', stableTurns: Number(turns), stableFailed: Number(stableFailed) }
}
