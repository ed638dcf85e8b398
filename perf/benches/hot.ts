// Is the look at the hot answers cheap enough to come first in every turn? Times what a turn pays on the main thread:
// reading the question (normal form, context), finding an answer among thousands, and counting it in the sketch.

import { readFileSync } from 'node:fs'
import { systemClock } from '../../src/clock.js'
import { shopDocument, toSetting } from '../../src/documents/documents.js'
import { parseEntries } from '../../src/faq/entries.js'
import { createSmalltalk } from '../../src/faq/smalltalk.js'
import { createHeavyHitters } from '../../src/hot/heavy-hitters.js'
import { createHot, type Hot } from '../../src/hot/hot.js'
import { createReadHotKey, type HotKey } from '../../src/hot/hot-key.js'
import { createPinned } from '../../src/hot/pinned.js'
import { packageRoot } from '../../src/root.js'
import { createMemorySettings } from '../../src/settings/settings.memory.js'
import { report } from '../machine.js'
import { percentile } from '../rehearse/seconds.js'

const ROUNDS = 200_000
const PINS = 1_000

const faq = parseEntries(readFileSync(new URL('data/faq.zh.jsonl', packageRoot), 'utf8'))
const questions = faq.flatMap(entry => entry.questions).map(question => `你好，请问${question}呢？谢谢`)
const scope = { shop: 'main', promptVersion: 'p1', variant: 'stable' }
const ask = createReadHotKey(createSmalltalk([]))

function learn(hot: Hot, each: HotKey): void {
  for (let i = 0; i < 10; i++) hot.observe(each, true)?.({ text: '答', source: 'llm' }, 0)
}

/** Microseconds a run: median and P99 over batches of a thousand. */
function time(name: string, run: (i: number) => void): void {
  const BATCH = 1_000
  const micros: number[] = []
  for (let done = 0; done < ROUNDS; done += BATCH) {
    const from = performance.now()
    for (let i = done; i < done + BATCH; i++) run(i)
    micros.push(performance.now() - from)
  }
  const at = (share: number) => Number(percentile(micros, share)?.toFixed(3))
  report({ name, medianUs: at(0.5), p99Us: at(0.99) })
}
const pick = <T>(of: readonly T[], i: number) => of[i % of.length] as T

export async function run(): Promise<void> {
  let nextId = 0
  const settings = createMemorySettings(() => String(nextId++))
  const pinned = createPinned({ settings, onStray: () => undefined })
  const pins = Array.from({ length: PINS }, (_, i) => ({ question: `第${i}个钉住的问题`, answer: '答' }))
  await settings.write({
    [shopDocument('hot', 'main')]: toSetting({ version: 1, text: JSON.stringify(pins) }),
  })
  const hot = createHot({ clock: systemClock, settings, pinned, newId: () => '' }, 60_000)
  const asked = questions.map(question => ask(scope, question, []))
  /** Questions that can each have over a twentieth of the turns. */
  const popular = asked.slice(0, 15)
  for (const each of popular) learn(hot, each)

  const hitters = createHeavyHitters()
  if (hot.list('main').learned.length !== popular.length) throw new Error('not all were learned')
  report({ questions: questions.length, pins: PINS })
  time('ask: normal form and context', i => void ask(scope, pick(questions, i), []).isFree)
  time('ask: normal form alone, past unknown', i => void ask(scope, pick(questions, i), undefined))
  time('find a learned answer', i => void hot.findEvenOld(pick(popular, i)))
  time(
    'ask and find: the whole cheap path',
    i => void hot.findEvenOld(ask(scope, pick(questions, i % 15), [])),
  )
  time('sketch: count, a twentieth popular', i => hitters.count(i % 20 ? `问题${i}` : '什么时候发货', 1_000))
  time('sketch: read', () => void hitters.read('什么时候发货', 1_000))
}
