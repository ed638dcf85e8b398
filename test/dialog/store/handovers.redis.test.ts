import t from 'tap'
import { openStore } from '../../../perf/load/dialog-store.js'
import { limits, never, newId, nextOf, owner, turnOf, writeOf } from '../../../perf/load/dialog-turns.js'
import { claimOf, sayOf, wishOf } from '../../../perf/load/seat-acts.js'
import { pause } from '../../../src/clock.js'
import type { DialogLimits } from '../../../src/dialog/store/limits.js'
import type { Problem } from '../../../src/problem.js'
import { dialogKey, dialogKeys, turnsKey } from '../../../src/redis/keys.js'
import { startRedis } from '../../../tools/redis-server.js'
import { handoverRaces } from '../../contracts/handover-races.js'
import { handoversContract } from '../../contracts/handovers.js'

const server = await startRedis()
const store = await openStore(server.url)
t.teardown(async () => {
  await store.close()
  await server.stop()
})

const open = async (own: DialogLimits) => ({
  dialogs: store.dialogs(own),
  handovers: store.handovers(own),
  pass: (ms: number) => pause(ms),
})

handoversContract(t, open)
handoverRaces(t, open, limits)

t.test('one of twenty seats that claim at once through two connections gets the dialog', async t => {
  const other = await openStore(server.url)
  t.teardown(() => other.close())
  const [dialogs, desks] = [store.dialogs(limits), [store.handovers(limits), other.handovers(limits)]]
  for (let round = 0; round < 50; round++) {
    const turn = turnOf()
    await dialogs.commit(writeOf(turn, ''), never)
    await desks[0]?.queue(wishOf(turn.dialogId))
    const claims = Array.from({ length: 20 }, (_none, i) =>
      desks[i % 2]?.claim(claimOf(turn.dialogId, `s${i}`)),
    )
    const results = await Promise.all(claims)
    const winners = results.filter(result => result?.kind === 'claimed')
    t.equal(winners.length, 1)
    const holder = winners[0]?.kind === 'claimed' ? winners[0].hold.sub : ''
    t.ok(
      results.every(
        result => result?.kind === 'claimed' || (result?.kind === 'held' && result.sub === holder),
      ),
    )
  }
})

t.test('an act that Redis sees too late does nothing', async t => {
  const turn = turnOf()
  await store.dialogs(limits).commit(writeOf(turn, ''), never)
  const keys = dialogKeys(turn.dialogId)
  const late = await store.run('handoff_queue', keys, [
    1,
    owner,
    '',
    'main',
    3,
    'asked',
    '',
    '{}',
    '',
    newId(),
    9,
  ])
  t.match(late, /^l\d{13}$/)
  t.equal(await server.client.hget(dialogKey(turn.dialogId), 'mode'), 'bot')
})

t.test('a message whose reply was lost is said once', async t => {
  const desk = store.handovers(limits)
  const turn = turnOf()
  await store.dialogs(limits).commit(writeOf(turn, ''), never)
  await desk.queue(wishOf(turn.dialogId))
  const claim = claimOf(turn.dialogId)
  await desk.claim(claim)
  const message = sayOf(claim, '您好')
  const [first, again] = await Promise.all([desk.say(message), desk.say(message)])
  t.match(again, { ...first, isNew: false, firstSince: undefined })
  t.equal(await server.client.llen(turnsKey(turn.dialogId)), 2)
})

t.test('a dialog without a person stores nothing about people', async t => {
  const dialogs = store.dialogs(limits)
  const turn = turnOf()
  await dialogs.commit(writeOf(turn, ''), never)
  await dialogs.begin(nextOf(turn), {}, never)
  const fields = await server.client.hkeys(dialogKey(turn.dialogId))
  t.same(fields.sort(), ['ends', 'index', 'last', 'mode', 'n', 'owner', 'queue', 'shop'])
})

t.test('everything of a dialog ends with it', async t => {
  const desk = store.handovers({ ...limits, handedTtlMs: 60, ttlMs: 50 })
  const turn = turnOf()
  await store.dialogs({ ...limits, ttlMs: 50 }).commit(writeOf(turn, ''), never)
  await desk.queue(wishOf(turn.dialogId))
  while ((await server.client.keys(`*${turn.dialogId}*`)).length > 0) await pause(5)
  t.pass('no key of it is left')
})

t.test('a Redis that is away throws store-away', async t => {
  const other = await startRedis()
  const desk = await openStore(other.url)
  t.teardown(() => desk.close())
  await other.stop()
  await t.rejects(desk.handovers(limits).leaveQueue(newId(), owner), { kind: 'store-away' } as Problem)
})
