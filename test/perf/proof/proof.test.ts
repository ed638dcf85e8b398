// The proof in its short form: real processes and a Redis of its own, broken under load.
import t from 'tap'
import { copyWithout, rules } from '../../../perf/proof/mutants.js'
import { isSound, type Report, remarks } from '../../../perf/proof/report.js'
import type { Scenario } from '../../../perf/proof/scenario.js'
import { contention } from '../../../perf/proof/scenarios/contention.js'
import { paused } from '../../../perf/proof/scenarios/paused.js'
import { pendingKilled } from '../../../perf/proof/scenarios/pending.js'
import { packageRoot } from '../../../src/root.js'

// A busy machine starts processes slowly.
t.setTimeout(280_000)

const BROKEN_TRIES = 6

const play = ({ run }: Scenario, root = packageRoot) => run({ root, isShort: true })

function sound(report: Report, least: number): void {
  t.ok(report.acknowledged >= least, `${report.acknowledged} turns were acknowledged`)
  t.ok(isSound(report), remarks(report).join('\n'))
}

t.test('dialogs stay whole when several clients speak at once on two processes', async () => {
  sound(await play(contention), 150)
})

t.test('what a process promised before kill -9 is answered by another, under the same trace', async () => {
  sound(await play(pendingKilled), 12)
})

t.test(
  'a process paused until it counts as dead does no harm; without the compare on last it does',
  async t => {
    const copy = copyWithout(rules.last, packageRoot)
    t.teardown(copy.remove)
    const whole = await play(paused)
    t.ok(isSound(whole), remarks(whole).join('\n'))
    // Whether the late commit meets a newer one is up to the machine: the broken copy gets a few chances to show it.
    let isCaught = false
    for (let tries = 0; tries < BROKEN_TRIES && !isCaught; tries++) {
      const broken = await play(paused, copy.root)
      isCaught = broken.findings.some(({ breach }) => breach === 'mixed')
    }
    t.ok(isCaught, 'the oracle sees a dialog that is mixed')
  },
)
