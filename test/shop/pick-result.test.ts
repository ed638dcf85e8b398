import t from 'tap'
import { pickItems } from '../../src/shop/pick-result.js'
import type { ResultRule } from '../../src/shop/tool.js'

const facts = { linkHosts: ['shop.example'], asOf: '2026-01-01T00:00:00.000Z' }
const rule: ResultRule = {
  pick: {
    status: '/data/status',
    paid: '/data/paid',
    total: '/data/total',
    note: '/data/note',
    long: '/data/long',
  },
  maxChars: 1500,
  freeText: [],
}
const pick = (data: unknown, own: Partial<ResultRule> = {}) => pickItems({ ...rule, ...own }, { data }, facts)

t.test('only the named fields come, typed, without markup and unseen characters', async t => {
  const data = { status: ' <b>运输中</b>\u0007\u200b ', paid: true, total: 12.5, other: 'x', long: { a: 1 } }
  t.same(pick(data), [{ fields: { status: '运输中', paid: true, total: 12.5 } }])
  t.equal(pick({ other: 1 }), undefined, 'a result without them cannot be used')
  t.equal(pick(null), undefined)
})

t.test("a person's own words come only from fields that the file names as free text", async t => {
  const data = { status: 'a', note: '请放门口', long: 'x'.repeat(65) }
  t.same(pick(data), [{ fields: { status: 'a' } }])
  t.same(pick({ status: 'a', long: 'one\ntwo' }), [{ fields: { status: 'a' } }])
  t.same(pick(data, { freeText: ['note', 'long'] }), [
    { fields: { status: 'a', note: '请放门口', long: 'x'.repeat(65) } },
  ])
})

t.test('fields are cut, and all together have a bound', async t => {
  const fields = pick({ status: 'a'.repeat(40), long: 'b'.repeat(40) }, { maxChars: 60 })?.[0]?.fields
  t.same(fields, { status: 'a'.repeat(40) })
  t.equal(String(pick({ long: 'b'.repeat(900) }, { freeText: ['long'] })?.[0]?.fields.long).length, 200)
})

t.test('a listing gives five items, and pointers are relative to each', async t => {
  const list = Array.from({ length: 9 }, (_, i) => ({ id: String(i) }))
  const items = pickItems(
    { list: '/data', pick: { id: '/id' }, maxChars: 10, freeText: [] },
    { data: list },
    facts,
  )
  t.same(
    items?.map(({ fields }) => fields.id),
    ['0', '1', '2', '3', '4'],
  )
  t.same(
    pickItems({ list: '/data', pick: { id: '/id' }, maxChars: 10, freeText: [] }, { data: [] }, facts),
    [],
  )
})

t.test('a card is plain, its amount is written out, its links lead to named hosts', async t => {
  const map = Object.fromEntries(
    ['order_id', 'title', 'image_url', 'amount', 'count', 'track', 'url'].map(name => [name, `/${name}`]),
  )
  const card = (value: object) =>
    pickItems({ pick: {}, maxChars: 1, freeText: [], card: { type: 'order', map } }, value, facts)?.[0]?.card
  const track = [1, 3, 2, 6, 5, 4].map(day => ({ at: `2026-01-0${day}T00:00:00Z`, text: `<i>${day}</i>` }))
  t.same(
    card({
      order_id: 7,
      title: '<a href=x>耳机</a>',
      image_url: 'https://shop.example/a.png',
      amount: 129,
      count: 2,
      track,
      url: 'https://shop.example/o',
    }),
    {
      type: 'order',
      order_id: '7',
      title: '耳机',
      image_url: 'https://shop.example/a.png',
      amount: { value: '129.00', currency: 'CNY' },
      count: 2,
      track: [6, 5, 4, 3, 2].map(day => ({ at: `2026-01-0${day}T00:00:00.000Z`, text: String(day) })),
      actions: [{ kind: 'open', url: 'https://shop.example/o' }],
      as_of: facts.asOf,
    },
  )
  const odd = [
    'http://shop.example/',
    'https://evil.example/',
    'https://u:p@shop.example/',
    'javascript:alert(1)',
    7,
  ]
  for (const url of odd)
    t.same(card({ order_id: '1', url, image_url: url, amount: '1e9', count: -1, track: 'x' }), {
      type: 'order',
      order_id: '1',
      as_of: facts.asOf,
    })
  t.equal(card({ title: 'x' }), undefined, 'a card without its order is none')
})

t.test('a moment of a track is read alike in every time zone', async t => {
  const before = process.env.TZ
  t.teardown(() => {
    if (before === undefined) delete process.env.TZ
    else process.env.TZ = before
  })
  const rows: readonly (readonly [at: unknown, read: string | undefined])[] = [
    ['2026-11-27 08:00:00', '2026-11-27T00:00:00.000Z'],
    ['2026-11-27T08:00', '2026-11-27T00:00:00.000Z'],
    ['2026-11-27T08:00:00.500', '2026-11-27T00:00:00.500Z'],
    ['2026/11/27 8:00', '2026-11-27T00:00:00.000Z'],
    ['2026-11-27', '2026-11-26T16:00:00.000Z'],
    ['2026-11-27T08:00:00Z', '2026-11-27T08:00:00.000Z'],
    ['2026-11-27T08:00:00+01:00', '2026-11-27T07:00:00.000Z'],
    ['2026-11-27 08:00:00 +0100', '2026-11-27T07:00:00.000Z'],
    ['2026-11-27 08:00:00+01', '2026-11-27T07:00:00.000Z'],
    ['Fri, 27 Nov 2026 08:00:00 GMT', '2026-11-27T08:00:00.000Z'],
    [1_795_766_400, '2026-11-27T08:00:00.000Z'],
    [1_795_766_400_000, '2026-11-27T08:00:00.000Z'],
    ['1795766400', '2026-11-27T08:00:00.000Z'],
    ['1795766400000', '2026-11-27T08:00:00.000Z'],
    ['昨天', undefined],
    ['', undefined],
    [0, undefined],
    [1e300, undefined],
    [null, undefined],
  ]
  const rule: ResultRule = { pick: {}, maxChars: 1, freeText: [], card: { type: 'order', map: cardMap } }
  for (const zone of ['Asia/Shanghai', 'America/New_York']) {
    process.env.TZ = zone
    for (const [at, read] of rows) {
      const [item] = pickItems(rule, { id: '1', track: [{ at, text: '到站' }] }, facts) ?? []
      const expected = read === undefined ? undefined : [{ at: read, text: '到站' }]
      t.same(item?.card?.type === 'order' && item.card.track, expected, `${at} in ${zone}`)
    }
  }
})

const cardMap = { order_id: '/id', track: '/track' }
