// `npm run journey`: the whole way of a customer, again and again on one stage, with a network that is away for as long as
// --cut says. Prints a row a round and exits 1 when something was lost, doubled or out of order, or came back late.
import { parseArgs } from 'node:util'
import { readWhole, runTool } from '../../../../tools/usage.js'
import type { Teardowns } from '../../e2e/harness.js'
import { openStage } from './stage.js'
import { tellStory } from './story.js'

const usage = `Usage: npm run journey -- [--times 20] [--cut 25]

A customer in a shop's page and a seat at /desk, in a real browser, over two processes and a real Redis: a streamed
answer, a person, reloads, --cut seconds without network on both sides, a killed process, the close, a rating, and the bot again.
`

/** After the network's return a page may go without its talk for so long. */
const BACK_MS = 1_000

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      times: { type: 'string', default: '20' },
      cut: { type: 'string', default: '25' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(usage)
    return 0
  }
  const times = readWhole('times', values.times, 1)
  const cutMs = readWhole('cut', values.cut, 0) * 1_000
  const endings: (() => unknown)[] = []
  const teardowns: Teardowns = { teardown: end => void endings.unshift(end) }
  let broken = 0
  try {
    const stage = await openStage(teardowns)
    for (let round = 1; round <= times; round++) {
      const startedAt = Date.now()
      const killed = round % 2 === 1 ? 'customer' : 'seat'
      const { faults: wrong, backMs } = await tellStory(stage, { round, cutMs, killed })
      const isLate = backMs.seat > BACK_MS || backMs.customer > BACK_MS
      const faults = isLate ? [...wrong, `back after more than ${BACK_MS} ms`] : wrong
      if (faults.length > 0) broken++
      const seconds = ((Date.now() - startedAt) / 1_000).toFixed(1)
      const verdict = faults.length === 0 ? 'as it must be' : faults.join('; ')
      process.stdout.write(
        `${round}: ${killed}'s process killed, desk back in ${backMs.seat} ms, widget in ${backMs.customer} ms, ${seconds} s: ${verdict}\n`,
      )
      await stage.restore()
    }
  } finally {
    for (const end of endings) await end()
  }
  process.stdout.write(`\n${times - broken} of ${times} as they must be\n`)
  return broken === 0 ? 0 : 1
}

await runTool(main)
