// What must hold each time, however often it is tried: DESK_ROUNDS=1000 tries it so often (npm test: 20).
import { randomBytes, randomInt } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import t from 'tap'
import { startRedis } from '../../tools/redis-server.js'
import { openDesk, openSeat } from '../support/e2e/desk.js'
import { type Server, startServer } from '../support/e2e/harness.js'
import { startTellingVendor } from '../support/e2e/planted-vendor.js'

const rounds = Number(process.env.DESK_ROUNDS ?? 20)
const redis = await startRedis()
const vendor = await startTellingVendor('这是模型的回答')
t.teardown(async () => {
  await vendor.close()
  await redis.stop()
})
const env = {
  ...{ REDIS_URL: redis.url, DATA_KEY: randomBytes(32).toString('hex'), LLM_URL: vendor.url, PORT: '0' },
  ...{ JWT_SECRET: randomBytes(32).toString('hex'), UID_RATE_PER_S: '0', RATE_PER_S: '0' },
  ...{ KEEP_TURNS: '1000', HANDOFF_MAX: '100000' },
}
const one = await startServer(t, env)
const two = await startServer(t, env)

async function dialogOf(server: Server, uid: string) {
  const token = await server.token(uid)
  const { json } = await server.chat(token, { text: `${uid}怎么申请退货` })
  return { token, dialogId: (json as { dialog_id: string }).dialog_id }
}

interface Entry {
  readonly from?: string
  readonly text: string
  readonly ai: boolean
  readonly source?: string
}

async function entriesOf(server: Server, { token, dialogId }: { token: string; dialogId: string }) {
  const { json } = await server.call('GET', `/chat/${dialogId}`, { token })
  return (json as { turns: Entry[] }).turns
}

/** A seat's sockets may be opened so often in a row. */
const CUTS_A_SEAT = 20

t.test(`of ${rounds} messages cut off between say and said none is lost and none is doubled`, async t => {
  let lost = 0
  let doubled = 0
  for (let from = 0; from < rounds; from += CUTS_A_SEAT) {
    const name = `cut ${from}`
    let seat = await openSeat(t, one, name)
    const dialog = await dialogOf(two, name)
    await two.call('POST', `/chat/${dialog.dialogId}/handoff`, { token: dialog.token, body: {} })
    seat.send({ type: 'claim', ref: 'c', dialog_id: dialog.dialogId })
    await seat.take({ type: 'history', ref: 'c' })
    const texts = Array.from(
      { length: Math.min(CUTS_A_SEAT, rounds - from) },
      (_none, i) => `第 ${from + i} 句`,
    )
    for (const text of texts) {
      const say = {
        type: 'say',
        ref: text,
        dialog_id: dialog.dialogId,
        text,
        key: String(texts.indexOf(text)),
      }
      seat.send(say)
      await delay(randomInt(4))
      seat.terminate()
      seat = await openDesk(t, randomInt(2) ? one : two, '/seat', await seatToken(name))
      seat.send(say)
      await seat.take({ type: 'said', ref: text })
    }
    const said = (await entriesOf(two, dialog)).filter(entry => entry.from === 'seat').map(({ text }) => text)
    lost += texts.filter(text => !said.includes(text)).length
    doubled += said.length - new Set(said).size
    await seat.close()
  }
  t.same({ lost, doubled }, { lost: 0, doubled: 0 })
})

const seatToken = (sub: string) => one.token(sub, { role: 'seat' })

t.test(`in ${rounds} dialogs whose customer wants no model none answers`, async t => {
  const seat = await openSeat(t, one, 'watcher')
  let byModel = 0
  for (let i = 0; i < rounds; i++) {
    const dialog = await dialogOf(i % 2 ? one : two, `no model ${i}`)
    const { token, dialogId } = dialog
    if (i === Math.floor(rounds / 2)) {
      seat.send({ type: 'status', status: 'away' })
      await seat.take({ type: 'status', status: 'away' })
    }
    const before = await entriesOf(one, dialog)
    // A turn is at the vendor while the customer switches the bot off.
    const underWay = two.chat(token, { text: `慢${i}`, dialog_id: dialogId })
    await delay(randomInt(50))
    await one.call('POST', `/chat/${dialogId}/handoff`, { token, body: { bot: 'off' } })
    const later = two.chat(token, { text: `还在吗${i}`, dialog_id: dialogId })
    await Promise.all([underWay, later])
    const after = (await entriesOf(one, dialog)).slice(before.length)
    byModel += after.filter(({ ai, source }) => ai || source === 'llm').length
  }
  t.equal(byModel, 0)
  await seat.close()
})
