// What one customer's questions to the store may take: a bucket, a few at a time, a gate for whole dialogs.
import t from 'tap'
import { dialogId, fakeChat, turnId } from '../../../perf/load/fake-front.js'
import { bucketRule } from '../../../src/admission/bucket.js'
import { createCustomerBuckets } from '../../../src/admission/customer-buckets.js'
import type { Identity } from '../../../src/auth/identity.js'
import { createPaidReads } from '../../../src/front/chat/paid-reads.js'
import { createTurnstile } from '../../../src/front/chat/turnstile.js'
import { createHolds } from '../../../src/front/holds.js'
import { Problem } from '../../../src/problem.js'

const customer = (uid: string): Identity => ({
  role: 'customer',
  uid,
  owner: uid,
  shop: 'main',
  expiresAt: 1,
})
const [greedy, other] = [customer('greedy'), customer('other')]
const { signal } = new AbortController()
const turn = { dialogId, turnId }

/** A chat whose reads are held until they are let go. */
function heldChat() {
  const held: (() => void)[] = []
  const readers: string[] = []
  const chat = {
    ...fakeChat(),
    read: (reader: Identity) => {
      readers.push(reader.uid)
      return new Promise<undefined>(resolve => held.push(() => resolve(undefined)))
    },
  }
  return { chat, held, readers }
}

function paid(chat = fakeChat(), held = 3) {
  let now = 0
  const holds = createHolds(held)
  const customerRate = (perS: number, inARow: number) => {
    const buckets = createCustomerBuckets(bucketRule(perS, inARow), 10)
    return (owner: string) => buckets.spend(owner, now) >= 0
  }
  return {
    chat: createPaidReads({ chat, customerRate, hold: holds.acquire }),
    pass: (ms: number) => {
      now += ms
    },
  }
}

t.test('a customer who asks the store too often is refused, and others are not', async t => {
  const { chat, pass } = paid()
  for (let n = 0; n < 100; n++) await chat.cancel(greedy, turn)
  const refused = new Problem('rate-limited', { retryAfterS: 1 })
  await t.rejects(chat.cancel(greedy, turn), refused)
  await t.rejects(chat.read(greedy, dialogId, signal), refused)
  await t.rejects(chat.erase(greedy, dialogId), refused)
  await t.rejects(chat.readTurn({ customer: greedy, turn, waitMs: 0, signal }), refused)
  t.equal(await chat.cancel(other, turn), 'absent')
  pass(1000)
  for (let n = 0; n < 20; n++) await chat.cancel(greedy, turn)
  await t.rejects(chat.cancel(greedy, turn), refused)
})

t.test(
  'four questions of one customer run at a time, and whoever comes after them does not wait for the rest',
  async t => {
    const { chat: store, held, readers } = heldChat()
    const { chat } = paid(store)
    const own = Array.from({ length: 10 }, () => chat.read(greedy, dialogId, signal))
    const theirs = chat.read(other, dialogId, signal)
    await new Promise(setImmediate)
    t.same(readers, [...Array(4).fill('greedy'), 'other'])
    while (readers.length < 11) {
      for (const letGo of held.splice(0)) letGo()
      await new Promise(setImmediate)
    }
    for (const letGo of held.splice(0)) letGo()
    await Promise.all([...own, theirs])
    t.equal(readers.length, 11)
  },
)

t.test('eight whole dialogs are read at a time for all customers', async t => {
  const { chat: store, held, readers } = heldChat()
  const { chat } = paid(store)
  const reads = Array.from({ length: 20 }, (_, n) => chat.read(customer(`c${n}`), dialogId, signal))
  await new Promise(setImmediate)
  t.equal(readers.length, 8)
  while (held.length > 0) {
    held.shift()?.()
    await new Promise(setImmediate)
  }
  await Promise.all(reads)
})

t.test('long polls take a place among what a customer holds open, and give it back', async t => {
  const store = fakeChat()
  const ends: (() => void)[] = []
  store.readTurn = () => new Promise(resolve => ends.push(() => resolve({ kind: 'absent' })))
  const { chat } = paid(store, 2)
  const look = { customer: greedy, turn, waitMs: 1000, signal }
  const polls = [chat.readTurn(look), chat.readTurn(look)]
  await t.rejects(chat.readTurn(look), new Problem('rate-limited', { retryAfterS: 1 }))
  for (const end of ends) end()
  await Promise.all(polls)
  const again = chat.readTurn(look)
  ends.at(-1)?.()
  t.same(await again, { kind: 'absent' })
})

t.test('a turnstile goes on after work that failed', async t => {
  const turnstile = createTurnstile(1)
  await t.rejects(
    turnstile.pass(async () => Promise.reject(new Error('broke'))),
    /broke/,
  )
  t.equal(await turnstile.pass(async () => 'went on'), 'went on')
  t.equal(turnstile.isIdle(), true)
})
