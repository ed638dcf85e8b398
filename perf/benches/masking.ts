// The cost of masking. A message inline, one a task in the pool and in micro-batches; hostile texts; blocked terms;
// and what the event loop feels of long messages. Cases may be named: npm run perf -- masking hostile

import { blockedCost } from './masking/blocked.js'
import { hostileCost } from './masking/hostile.js'
import { loopDelay } from './masking/loop-delay.js'
import { costByPlace } from './masking/place.js'

const cases: Readonly<Record<string, () => Promise<void> | void>> = {
  place: costByPlace,
  hostile: hostileCost,
  blocked: blockedCost,
  'loop-delay': loopDelay,
}

export async function run(args: readonly string[]): Promise<void> {
  for (const [name, measure] of Object.entries(cases)) {
    if (args.length === 0 || args.includes(name)) await measure()
  }
}
