// Behaviour that every backend of Services must show, together with the Dialogs and Handovers of the same store.
import type t from 'tap'
import { limits, never, newId, owner, turnOf, writeOf } from '../../perf/load/dialog-turns.js'
import { actOf, claimOf, seatText, wishOf } from '../../perf/load/seat-acts.js'
import type { Dialogs } from '../../src/dialog/store/dialogs.js'
import type { Handovers } from '../../src/dialog/store/handovers.js'
import type { DialogLimits } from '../../src/dialog/store/limits.js'
import { type Outcome, RATING_MS, SERVICES_KEPT, type Services } from '../../src/dialog/store/services.js'

export interface ServiceBench {
  readonly dialogs: Pick<Dialogs, 'commit' | 'read' | 'readAfter' | 'erase'>
  readonly handovers: Handovers
  readonly services: Services
}

type Tap = Pick<typeof t, 'test' | 'equal' | 'same' | 'match'>

async function opened({ dialogs }: ServiceBench): Promise<string> {
  const turn = turnOf()
  await dialogs.commit(writeOf(turn, ''), never)
  return turn.dialogId
}

async function held({ handovers }: ServiceBench, dialogId: string) {
  await handovers.queue(wishOf(dialogId))
  const claim = claimOf(dialogId, 's 1')
  await handovers.claim(claim)
  return { act: actOf(claim), serviceId: claim.serviceId }
}

async function served(bench: ServiceBench, dialogId: string, outcome: Outcome = 'solved'): Promise<string> {
  const { act, serviceId } = await held(bench, dialogId)
  await bench.handovers.close(act, seatText('结束'), outcome)
  return serviceId
}

const askedOf = async ({ dialogs }: ServiceBench, dialogId: string) =>
  (await dialogs.read(dialogId, owner, never))?.invitation

export function servicesContract(tap: Tap, make: (own: DialogLimits) => Promise<ServiceBench>): void {
  const claim = (title: string, run: (t: Tap, bench: ServiceBench) => Promise<void>) =>
    tap.test(title, async t => run(t, await make({ ...limits, handedTtlMs: 2 * RATING_MS })))

  claim('a closed service is kept, and its customer is asked to rate it for a day', async (t, bench) => {
    const dialogId = await opened(bench)
    t.same((await bench.services.of(dialogId, owner))?.closed, [])
    const serviceId = await served(bench, dialogId, 'unsolved')
    const view = await bench.services.of(dialogId, owner)
    t.match(view?.closed, [{ serviceId, sub: 's 1', outcome: 'unsolved' }])
    const closedAt = view?.closed[0]?.closedAt ?? 0
    t.equal(closedAt <= (view?.now ?? 0), true)
    const invitation = { serviceId, expiresAt: closedAt + RATING_MS }
    t.same(await askedOf(bench, dialogId), invitation)
    t.match(await bench.dialogs.readAfter({ dialogId, owner, after: 0 }, never), { invitation })
  })

  claim('a reader learns that a dialog of the bot had a person before', async (t, bench) => {
    const dialogId = await opened(bench)
    const news = () => bench.dialogs.readAfter({ dialogId, owner, after: 0 }, never)
    t.match(await news(), { mode: 'bot', hadPerson: false })
    await served(bench, dialogId)
    t.match(await news(), { mode: 'bot', hadPerson: true, invitation: Object })
    await bench.services.settle(dialogId, owner, (await askedOf(bench, dialogId))?.serviceId ?? '')
    t.match(await news(), { mode: 'bot', hadPerson: true })
  })

  claim('a customer is asked once: about the newest service, until it is settled', async (t, bench) => {
    const dialogId = await opened(bench)
    const first = await served(bench, dialogId)
    const second = await served(bench, dialogId)
    await bench.services.settle(dialogId, owner, first)
    t.match(await askedOf(bench, dialogId), { serviceId: second }, 'the earlier one settles nothing')
    await bench.services.settle(dialogId, newId(), second)
    t.match(await askedOf(bench, dialogId), { serviceId: second }, 'nor does another customer')
    await bench.services.settle(dialogId, owner, second)
    await bench.services.settle(dialogId, owner, second)
    t.equal(await askedOf(bench, dialogId), undefined)
    t.equal((await bench.services.of(dialogId, owner))?.closed.length, 2)
  })

  claim('no customer is asked about spam, nor about a service that was given back', async (t, bench) => {
    const dialogId = await opened(bench)
    const { act } = await held(bench, dialogId)
    await bench.handovers.giveBack(act, { reason: 'returned' })
    t.same((await bench.services.of(dialogId, owner))?.closed, [])
    await served(bench, dialogId, 'spam')
    t.match((await bench.services.of(dialogId, owner))?.closed, [{ outcome: 'spam' }])
    t.equal(await askedOf(bench, dialogId), undefined)
  })

  claim('services are their customer’s alone, and go with the dialog', async (t, bench) => {
    const dialogId = await opened(bench)
    await served(bench, dialogId)
    t.equal(await bench.services.of(dialogId, newId()), undefined)
    t.equal(await bench.services.of(newId(), owner), undefined)
    await bench.dialogs.erase(dialogId, owner)
    t.equal(await bench.services.of(dialogId, owner), undefined)
  })

  claim('a dialog remembers its newest services', async (t, bench) => {
    const dialogId = await opened(bench)
    const all: string[] = []
    for (let i = 0; i < SERVICES_KEPT + 2; i++) all.push(await served(bench, dialogId))
    const kept = (await bench.services.of(dialogId, owner))?.closed.map(({ serviceId }) => serviceId)
    t.same(kept, all.slice(2))
  })
}
