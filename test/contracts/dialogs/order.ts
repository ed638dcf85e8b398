// The order of a dialog's turns.
import { lastOf, never, newId, nextOf, turnOf, writeOf } from '../../../perf/load/dialog-turns.js'
import { type ClaimThat, stored } from './claim.js'

export function orderClaims(claim: ClaimThat): void {
  claim(
    'the first turn runs, the second waits behind it and runs after its commit',
    async (t, { dialogs }) => {
      const one = turnOf()
      const two = nextOf(one, { origin: newId() })
      const last = lastOf(await dialogs.begin(one, { first: true }, never))
      t.same(await dialogs.begin(two, { first: true }, never), {
        kind: 'wait',
        behind: one.turnId,
        of: one.origin,
      })
      const done = stored(await dialogs.commit(writeOf(one, last), never))
      t.same(done.next, { turnId: two.turnId, origin: two.origin })
      t.match(await dialogs.begin(two, {}, never), { kind: 'run', mode: 'bot', past: { n: 1 } })
    },
  )

  claim(
    'a turn without a ticket is stored on the newest past, and the head of the queue is told',
    async (t, { dialogs }) => {
      const one = turnOf()
      const last = lastOf(await dialogs.begin(one, { first: true }, never))
      stored(await dialogs.commit(writeOf(one, last), never))
      const two = nextOf(one, { origin: newId() })
      const built = lastOf(await dialogs.begin(two, { first: true }, never))
      const unasked = nextOf(one)
      const done = stored(await dialogs.commit(writeOf(unasked, built), never))
      t.match(done, { turn: { seq: 2 }, next: { turnId: two.turnId, origin: two.origin } })
      t.same(await dialogs.commit(writeOf(two, built), never), { kind: 'refused' })
      t.match(await dialogs.begin(two, {}, never), { kind: 'run', past: { n: 2 } })
      t.equal(dialogs.trustedPast(one), undefined, 'a turn waits')
    },
  )

  claim('a turn that was stored without a ticket gets none any more', async (t, { dialogs }) => {
    const one = turnOf()
    stored(await dialogs.commit(writeOf(one, ''), never))
    t.match(await dialogs.begin(one, {}, never), { kind: 'done', turn: { seq: 1 } })
    t.match(await dialogs.begin(nextOf(one), {}, never), { kind: 'run', past: { n: 1 } })
  })

  claim('a repeated begin returns the same', async (t, { dialogs }) => {
    const one = turnOf()
    const two = nextOf(one)
    const first = await dialogs.begin(one, { first: true }, never)
    t.same(await dialogs.begin(one, {}, never), first)
    const second = await dialogs.begin(two, {}, never)
    t.same(await dialogs.begin(two, {}, never), second)
  })

  claim('a full mailbox refuses a new turn and keeps the ones that wait', async (t, { dialogs }) => {
    const one = turnOf()
    const waiting = [nextOf(one), nextOf(one), nextOf(one)]
    for (const turn of [one, ...waiting]) await dialogs.begin(turn, {}, never)
    t.equal((await dialogs.begin(nextOf(one), {}, never)).kind, 'full')
    for (const turn of waiting) t.equal((await dialogs.begin(turn, {}, never)).kind, 'wait')
  })

  claim(
    'a skipped head gives its place to the next, and gets a new one when it comes back',
    async (t, { dialogs }) => {
      const dead = turnOf()
      const two = nextOf(dead, { origin: newId() })
      await dialogs.begin(dead, {}, never)
      await dialogs.begin(two, {}, never)
      t.equal(
        (await dialogs.begin(two, { skip: { turnId: dead.turnId, origin: dead.origin } }, never)).kind,
        'run',
      )
      t.match(await dialogs.begin(dead, {}, never), { kind: 'wait', behind: two.turnId })
    },
  )

  claim('a skip that names another origin or not the head changes nothing', async (t, { dialogs }) => {
    const one = turnOf()
    const two = nextOf(one)
    const three = nextOf(one)
    for (const turn of [one, two, three]) await dialogs.begin(turn, {}, never)
    for (const skip of [
      { turnId: one.turnId, origin: newId() },
      { turnId: two.turnId, origin: two.origin },
    ]) {
      t.match(await dialogs.begin(three, { skip }, never), { kind: 'wait', behind: one.turnId })
    }
    t.match(await dialogs.begin(two, {}, never), { kind: 'wait', behind: one.turnId })
  })

  claim('an abandoned head names the next one', async (t, { dialogs }) => {
    const one = turnOf()
    const two = nextOf(one, { origin: newId() })
    await dialogs.begin(one, {}, never)
    await dialogs.begin(two, {}, never)
    t.same(await dialogs.abandon(one, newId()), {}, 'only its origin may abandon it')
    t.same(await dialogs.abandon(one, one.origin), { next: { turnId: two.turnId, origin: two.origin } })
    t.same(await dialogs.abandon(one, one.origin), {}, 'and once is enough')
    t.equal((await dialogs.begin(two, {}, never)).kind, 'run')
  })
}
