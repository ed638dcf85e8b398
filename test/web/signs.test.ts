// What the widget tells a person of their customer.
import t from 'tap'
import { createSigns } from '../../web/panel/signs.js'
import { emptyTalk, type Talk } from '../../web/panel/talk.js'

const held: Talk = { ...emptyTalk, dialogId: 'd', mode: { mode: 'seat' } }

function world(talk: Talk = held) {
  const now = { talk, ms: 1_000 }
  const told: unknown[] = []
  const client = {
    typing: (...sign: unknown[]) => void told.push(sign),
    read: (...sign: unknown[]) => void told.push(sign),
  }
  const signs = createSigns(
    client,
    () => now.talk,
    () => now.ms,
  )
  return { now, told, signs }
}

t.test('writing is told once in three seconds', async t => {
  const { now, told, signs } = world()
  for (let letters = 0; letters < 7; letters++) {
    signs.writing()
    now.ms += 500
  }
  t.same(told, [['d'], ['d']])
})

t.test('what was seen is told once, in each dialog', async t => {
  const { now, told, signs } = world()
  for (const seq of [3, 3, 2, 5]) signs.seen(seq)
  now.talk = { ...held, dialogId: 'e' }
  signs.seen(1)
  t.same(told, [
    ['d', 3],
    ['d', 5],
    ['e', 1],
  ])
})

t.test('a bot is told nothing', async t => {
  for (const mode of ['bot', 'queued'] as const) {
    const { told, signs } = world({ ...held, mode: { mode } })
    signs.writing()
    signs.seen(1)
    t.same(told, [])
  }
})
