import t from 'tap'
import type { HeldValue } from '../../src/privacy/placeholders.js'
import { createSeal } from '../../src/privacy/seal.js'
import { grown, labelledText, type Vault } from '../../src/privacy/vault.js'
import { vaultPlaceholders } from '../../src/privacy/vault-placeholders.js'
import { createVaults } from '../../src/privacy/vaults.js'

const mobile = (value: string, start = 0): HeldValue => ({
  kind: 'mobile',
  value,
  stars: '138****5678',
  start,
})
const name = (value: string): HeldValue => ({ kind: 'name', value, stars: '张*', start: 0 })
const labelsOf = (vault: Vault) => vault.map(({ label }) => label)

const vault = grown([], [mobile('13812345678'), name('张三'), mobile('13812340000'), name('张三丰')])
const placeholders = vaultPlaceholders(vault)
/** A vendor's text as everybody but its customer gets it, as the customer does, and as later prompts have it. */
const forms = (text: string) => {
  const marked = placeholders.marked(text)
  return [placeholders.starred(marked), placeholders.own(marked), placeholders.labelled(marked)]
}

t.test('one value has one placeholder, however its digits are grouped, and another value another', t => {
  t.same(labelsOf(vault), ['⟦mobile_1⟧', '⟦name_1⟧', '⟦mobile_2⟧', '⟦name_2⟧'])
  t.equal(grown(vault, [mobile('138 1234-5678'), name('张三')]), vault)
  t.same(labelsOf(grown(vault, [{ ...mobile('13812345678'), kind: 'qq' }])).at(-1), '⟦qq_1⟧')
  t.end()
})

t.test('a question has placeholders where it has stars', t => {
  const masked = '我138****5678，他138****5678，还有张*'
  const held = [mobile('13812345678', 1), mobile('13812340000', 14), { ...name('李四'), start: 28 }]
  t.equal(
    labelledText(masked, held, vault),
    '我⟦mobile_1⟧，他⟦mobile_2⟧，还有张*',
    'one without room stays starred',
  )
  t.end()
})

t.test('a vault has bounds in values and in characters', t => {
  const many = grown(
    [],
    Array.from({ length: 500 }, (_, at) => mobile(`1380000${1000 + at}`)),
  )
  t.equal(many.length, 32)
  t.ok(labelsOf(many).every(label => label.length <= 16))
  const long = Array.from({ length: 50 }, (_, at) => name(String(at).padEnd(300, '长')))
  t.ok(JSON.stringify(grown([], long)).length < 4_000)
  t.end()
})

t.test('the customer gets the value, everybody else the stars, the vendor its placeholder', t => {
  t.same(forms('已登记⟦mobile_2⟧，⟦name_1⟧。'), [
    '已登记138****5678，张*。',
    '已登记13812340000，张三。',
    '已登记⟦mobile_2⟧，⟦name_1⟧。',
  ])
  t.end()
})

t.test('a placeholder that the dialog does not have is starred for everybody', t => {
  const unknown = [
    '⟦mobile_3⟧',
    '⟦email_1⟧',
    '⟦⟧',
    '⟦手机⟧',
    '⟦ mobile_1⟧',
    '⟦mobile_01⟧',
    '\ue100',
    '\ue1ff',
  ]
  t.same(
    unknown.map(text => forms(`给${text}了`)),
    unknown.map(() => Array(3).fill('给***了')),
  )
  t.same(forms('⟦⟦mobile_1⟧⟧')[1], '⟦13812345678⟧')
  t.end()
})

t.test('values that a shop gives back are placeholders again, parts of longer numbers are not', t => {
  const hidden = (text: string) => placeholders.labelled(placeholders.hidden(text))
  t.equal(hidden('收货人张三丰，13812345678'), '收货人⟦name_2⟧，⟦mobile_1⟧')
  t.equal(hidden('单号9913812345678，张三'), '单号9913812345678，⟦name_1⟧')
  t.equal(placeholders.own(placeholders.hidden('\ue100')), '***')
  t.end()
})

/** Numbers below `end`, the same at each run. */
function numbers(seed: number): (end: number) => number {
  let state = seed
  return end => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * end)
  }
}

t.test('a stream in any pieces is the whole text, and never holds back more than 16 characters', t => {
  const parts = [
    '⟦mobile_1⟧',
    '⟦name_2⟧',
    '⟦mobile_9⟧',
    '⟦',
    '⟧',
    '⟦mob',
    '_1⟧',
    '张三',
    '好',
    '\ue100',
    '⟦resident_id_99⟧',
    '一段很长很长很长很长的话',
  ]
  const faults: string[] = []
  for (let seed = 1; seed <= 2_000; seed++) {
    const next = numbers(seed)
    const text = Array.from({ length: 1 + next(8) }, () => parts[next(parts.length)] ?? '').join('')
    const stream = placeholders.markedStream()
    let passed = ''
    let taken = 0
    for (let at = 0; at < text.length; ) {
      const piece = text.slice(at, at + 1 + next(5))
      at += piece.length
      taken = at
      passed += stream.take(piece)
      const due = placeholders.marked(text.slice(0, Math.max(0, taken - 15)))
      if (passed.length < due.replace(/⟦[^⟦⟧]{0,14}$/, '').length) faults.push(`${text} waits at ${taken}`)
    }
    passed += stream.rest()
    if (passed !== placeholders.marked(text)) faults.push(`${text} became ${passed}`)
  }
  t.same(faults, [])
  t.end()
})

t.test('a vault opens for its customer and under its key alone', t => {
  const vaults = createVaults(createSeal('key', 'vault'))
  const held = [mobile('13812345678', 2)]
  const first = vaults.open({ sealed: undefined, owner: 'o1' }, held, '我是138****5678')
  t.equal(first.question, '我是⟦mobile_1⟧')
  const { sealed } = first
  t.notMatch(Buffer.from(sealed ?? '', 'base64').toString('latin1'), '1381234')

  const again = vaults.open({ sealed, owner: 'o1' }, held, '我是138****5678')
  t.match(again, { question: '我是⟦mobile_1⟧', sealed: undefined })
  t.equal(again.placeholders.own(again.placeholders.marked('⟦mobile_1⟧')), '13812345678')

  for (const [by, owner] of [
    [vaults, 'o2'],
    [createVaults(createSeal('other', 'vault')), 'o1'],
  ] as const) {
    const closed = by.open({ sealed, owner }, held, '我是138****5678')
    t.match(closed, { question: '我是138****5678', sealed: undefined }, 'no new value gets an old name')
    t.equal(closed.placeholders.own(closed.placeholders.marked('⟦mobile_1⟧')), '***')
  }
  const own = vaults.sealOwn({ owner: 'o1', text: '是13812345678' })
  t.equal(vaults.openOwn(own, 'o1'), '是13812345678')
  t.equal(vaults.openOwn(own, 'o2'), undefined)
  t.equal(vaults.openOwn(sealed ?? '', 'o1'), undefined, 'a vault is no answer')
  t.end()
})
