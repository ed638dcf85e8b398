import t from 'tap'
import { publicDocument } from '../../src/privacy/public-document.js'
import { createPublicNumbers } from '../../src/privacy/public-numbers.js'
import { faultsIn } from '../support/documents/faults.js'

const { without } = createPublicNumbers(['400-820-8820', '95338', '+86 139 8765 4321', '9533'])

t.test('a published number is out of sight however it is written', async t => {
  for (const number of ['4008208820', '400-820-8820', '400 820 8820', '400–820–8820', '(400) 820-8820']) {
    t.notMatch(without(`请打${number}。`), /820/, number)
  }
  t.equal(without('快递 95338 或 9533'), '快递   或  ')
  t.notMatch(without('8613987654321'), /139/)
})

t.test('another number that holds one stays in sight', async t => {
  for (const number of ['14008208820', '40082088201', '953381', '400-820-8821', '13987654321']) {
    t.equal(without(`请打${number}。`), `请打${number}。`, number)
  }
})

t.test('without published numbers a text is what it was', async t => {
  t.equal(createPublicNumbers([]).without('400-820-8820'), '400-820-8820')
})

t.test('cost is linear in the text', async t => {
  const hostile = '4'.repeat(200_000)
  const from = performance.now()
  without(hostile)
  without('4 0 0 '.repeat(30_000))
  t.ok(performance.now() - from < 2_000)
})

t.test('a document holds numbers, at most 200', async t => {
  const { read, start } = publicDocument()
  t.same(start, { numbers: [] })
  t.same(read({ numbers: ['400-820-8820'] }), { numbers: ['400-820-8820'] })
  for (const bad of ['', '12', 'abc', '1'.repeat(21), '--', 400]) {
    t.same(
      faultsIn(() => read({ numbers: [bad] })),
      ['/numbers/0'],
      String(bad),
    )
  }
  t.same(
    faultsIn(() => read({ numbers: Array.from({ length: 201 }, () => '95338') })),
    ['/numbers'],
  )
})

t.test('set apart, numbers pass what masking does to the rest of the text', async t => {
  const { apart } = createPublicNumbers(['400-820-8820', '95338'])
  const mask = (text: string) => text.replaceAll(/\d/g, '*')
  const said = (text: string) => {
    const numbers = apart(text)
    return numbers.restore(mask(numbers.text))
  }
  t.equal(said('请拨400 820 8820，或95338，勿拨13912345678'), '请拨400 820 8820，或95338，勿拨***********')
  t.equal(said('95338 95338'), '95338 95338')
  t.equal(said('没有号码'), '没有号码')
  t.equal(said('\ue000 95338'), '\ue000 *****', 'a text that has such a sign gains nothing by it')
  t.equal(createPublicNumbers([]).apart('95338').text, '95338')
})
