// The whole way of a customer in a real browser, once; `npm run journey` goes it twenty times with 25 s of cut network.
// Here the network is away for a moment only: both are shorter than SEAT_GRACE_S, so the desk keeps the same promise.
import t from 'tap'
import { openStage } from '../support/web/journey/stage.js'
import { tellStory } from '../support/web/journey/story.js'

t.test(
  'from the first question over a person to the bot again, nothing is lost or doubled by reloads, a cut network and a killed process',
  async t => {
    const stage = await openStage(t)
    const { faults, backMs } = await tellStory(stage, { round: 1, cutMs: 1_000, killed: 'customer' })
    t.same(faults, [])
    t.comment(`desk back in ${backMs.seat} ms, widget in ${backMs.customer} ms`)
  },
)
