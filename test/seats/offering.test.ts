import t from 'tap'
import { Problem } from '../../src/problem.js'
import type { DeskBoards } from '../../src/seats/board.js'
import { createMemoryBoards } from '../../src/seats/board.memory.js'
import { createOffering, type DeskRules } from '../../src/seats/offering.js'
import { seatRow, waitingRow } from '../contracts/boards.js'
import { fakeTime } from '../support/dialog/fake-time.js'

const rules: DeskRules = {
  isOffering: true,
  offerMs: 20_000,
  misses: 2,
  silentMs: 300_000,
  mayClaimOver: true,
}
const shop = 'main'
const away = () => Promise.reject(new Problem('store-away'))

/** A desk with one seat and one dialog that waits; `isAway` takes the store from it. */
async function rig(t: { teardown(end: () => Promise<void>): void }) {
  const time = fakeTime()
  const boards = createMemoryBoards(time)
  await boards.seat(shop, seatRow({ sub: 'a', skills: [], capacity: 2 }))
  await boards.put(shop, waitingRow({ dialogId: 'd', since: time.now() }))
  const state = { isAway: false }
  const errors: unknown[] = []
  const read = () => (state.isAway ? away() : boards.exchange(shop, ['a'], undefined))
  let board = await read()
  const amend: DeskBoards['amend'] = (...change) => (state.isAway ? away() : boards.amend(...change))
  const offering = createOffering({
    desk: {
      board: () => board,
      boards: () => new Map([[shop, board]]),
      async refresh() {
        board = await read()
        return board
      },
    },
    boards: { amend },
    rulesOf: () => rules,
    ping: () => undefined,
    onError: error => void errors.push(error),
  })
  t.teardown(() => offering.close())
  /** Until the board has the offer of the dialog that is wanted. */
  const offered = async (sub: string | undefined) => {
    while (board.offers.get('d')?.sub !== sub) await new Promise(resolve => setTimeout(resolve, 20))
  }
  return { offering, state, errors, offered }
}

const intent = { shop, sub: 'a', dialogId: 'd' }

t.test(
  'while the store is away an offer can be neither taken nor declined, and it stands when it is back',
  async t => {
    const { offering, state, offered } = await rig(t)
    await offered('a')
    state.isAway = true
    for (const act of [offering.accept, offering.decline, offering.reserve]) {
      t.equal(await act(intent).then(String, ({ kind }) => kind), 'store-away')
    }
    t.equal(await offering.release(intent), undefined, 'what is reserved ends by itself')
    state.isAway = false
    await offering.accept(intent)
  },
)

t.test('a dialog that came while the store was away is offered once it is back', async t => {
  const { state, errors, offered } = await rig(t)
  state.isAway = true
  while (errors.length === 0) await new Promise(resolve => setTimeout(resolve, 20))
  t.match(errors[0], { kind: 'store-away' })
  state.isAway = false
  await offered('a')
})
