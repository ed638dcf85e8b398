// What does masking one message cost inline? Clean messages, messages with hits, and hostile texts of 2,000 characters;
// with all rules (segmenter included) and with the rules that need no dictionary. Prints one JSON line a case.
import { cpus } from 'node:os'
import { performance } from 'node:perf_hooks'
import { createBlocklist } from '../src/privacy/block.js'
import { createMasker, type Masker } from '../src/privacy/mask.js'
import { createRules, numericRules } from '../src/privacy/rules.js'
import { maskStream } from '../src/privacy/stream.js'
import { createSegmenter } from '../src/text/segmenter.js'
import { loadCorpus } from '../test/privacy/corpus.js'

const segmenter = createSegmenter()
const rules = createRules(segmenter, [])
const maskers: Readonly<Record<string, Masker>> = {
  all: createMasker(rules),
  numeric: createMasker(numericRules),
}
const messages = [...loadCorpus('tune'), ...loadCorpus('held')]
const hostile: Readonly<Record<string, string>> = {
  digits: '1',
  'digits and blanks': '1 ',
  'digits and dashes': '13-8',
  'mobile numbers': '13812345678 ',
  'order numbers': '订单号13812345678 ',
  'at signs': 'a@',
  dots: 'a.b@c.',
  letters: 'a',
  'short words': 'abc12 ',
  surnames: '王',
  'surnames and given names': '王小',
  names: '王小明',
  cues: '收货人我叫',
  connectors: '号码编号是',
  'Han numerals': '一三八',
  streets: '建设路12号',
  'street words': '路街道园区',
  regions: '广东省深圳市南山区',
  'no word': '的',
  plates: '粤B1234',
  'middle dots': '买·',
  stars: '138****5678',
}
const rounds = 200

function percentiles(samples: number[]): { p50: number; p99: number } {
  samples.sort((a, b) => a - b)
  const at = (share: number) => Number((samples[Math.floor(samples.length * share)] ?? 0).toFixed(2))
  return { p50: at(0.5), p99: at(0.99) }
}

function measure(texts: readonly string[], work: (text: string) => void): { p50: number; p99: number } {
  for (const text of texts) for (let i = 0; i < 20; i++) work(text)
  const samples: number[] = []
  for (let round = 0; round < Math.max(5, rounds / texts.length); round++) {
    for (const text of texts) {
      const start = performance.now()
      work(text)
      samples.push((performance.now() - start) * 1000)
    }
  }
  return percentiles(samples)
}

function print(fields: Record<string, unknown>): void {
  console.log(JSON.stringify({ bench: 'masking', ...fields, unit: 'us' }))
}

console.log(JSON.stringify({ bench: 'masking', machine: cpus()[0]?.model, node: process.version }))
const clean = messages.filter(message => message.labels.length === 0).map(message => message.text)
const hits = messages.filter(message => message.labels.length > 0).map(message => message.text)
for (const [name, masker] of Object.entries(maskers)) {
  print({ case: 'clean', rules: name, ...measure(clean, text => masker.mask(text)) })
  print({ case: 'hits', rules: name, ...measure(hits, text => masker.mask(text)) })
  for (const [what, unit] of Object.entries(hostile)) {
    const text = unit.repeat(Math.ceil(2000 / unit.length)).slice(0, 2000)
    print({ case: `2,000 characters of ${what}`, rules: name, ...measure([text], one => masker.mask(one)) })
  }
}
print({
  case: 'streamed in pieces of two characters, a message',
  rules: 'all',
  ...measure(clean.concat(hits), text => {
    const stream = maskStream(rules)
    for (let at = 0; at < text.length; at += 2) stream.push(text.slice(at, at + 2))
    stream.end()
  }),
})

/** Terms that look like words: two to four Han characters, spread evenly. */
function madeUpTerms(count: number): string[] {
  const han = (seed: number) => String.fromCharCode(0x4e00 + ((seed * 7919) % 20_000))
  return Array.from({ length: count }, (_, i) =>
    Array.from({ length: 2 + (i % 3) }, (_, k) => han(i * 4 + k)).join(''),
  )
}

const terms = madeUpTerms(20_000).map(term => ({ term, category: 'made-up', action: 'refuse' as const }))
const blocklist = createBlocklist(terms, segmenter)
print({
  case: '20,000 blocked terms, a message',
  ...measure(clean.concat(hits), text => blocklist.find(text)),
})
