// The sockets of a seat: what they are told of ends with the last of them.
import t from 'tap'
import { createRoster, type RosterDeps } from '../../src/seats/roster.js'
import { fakeClock } from '../support/dialog/fake-time.js'

const person = { shop: 'main', sub: 's 1', name: '小王', skills: [], capacity: 10 }
const dialogId = 'd'.repeat(32)

t.test('a dialog that was claimed for a socket which has closed meanwhile is followed by nobody', async t => {
  const clock = fakeClock()
  let asked = 0
  let claimed = () => {}
  const view = {
    dialogId,
    owner: 'o',
    mode: 'seat',
    hold: { sub: 's 1', claimId: 'c1' },
    turns: [],
    tickets: [],
  }
  const deps = {
    clock,
    steady: clock,
    pause: async () => undefined,
    onError: (error: unknown) => t.fail(String(error)),
    desk: { board: () => ({ rows: new Map(), seats: new Map() }), remove: () => undefined },
    seatDesk: {
      read: async () => view,
      claim: () => new Promise(resolve => (claimed = () => resolve({ hold: view.hold, view }))),
    },
    watching: {
      until: async () => {
        asked++
        return new Promise(() => {})
      },
    },
    liveTexts: { hear: () => undefined, take: () => undefined },
  } as unknown as RosterDeps
  const seat = createRoster(deps).join(person, () => undefined)
  const taken = seat.claim(dialogId)
  seat.end()
  claimed()
  await taken
  await new Promise(setImmediate)
  t.equal(asked, 0)
})
