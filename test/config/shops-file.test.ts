// The file that names the shops.
import t from 'tap'
import { parseShops } from '../../src/config/shops-file.js'

t.test('a shop has a language, a share and a prompt of its own, or none', async t => {
  const text =
    '{"version":1,"shops":[{"name":"a","language":"en","share":0.3,"prompt":"Be brief."},{"name":"b"}]}'
  t.same(
    [...parseShops(text).values()],
    [
      { name: 'a', language: 'en', share: 0.3, prompt: 'Be brief.' },
      { name: 'b', language: 'zh', share: undefined, prompt: undefined },
    ],
  )
})

t.test('a fault is named by its place', async t => {
  const shops = (...rows: object[]) => JSON.stringify({ version: 1, shops: rows })
  const faulty: [string, RegExp][] = [
    ['{', /JSON/],
    ['[]', /^\/ must be an object/],
    ['{"version":2,"shops":[{"name":"a"}]}', /\/version must be 1/],
    ['{"version":1,"shops":[]}', /\/shops must be a list/],
    ['{"version":1,"shops":[{"name":"a"}],"x":1}', /\/x is no member/],
    [shops({ name: 'a' }, { name: 'a' }), /each shop once/],
    [shops({ name: '*' }), /\/shops\/0\/name/],
    [shops({ name: 'a' }, {}), /\/shops\/1\/name/],
    [shops({ name: 'a', language: 'fr' }), /\/shops\/0\/language must be zh or en/],
    [shops({ name: 'a', share: 1.1 }), /\/shops\/0\/share/],
    [shops({ name: 'a', share: '1' }), /\/shops\/0\/share/],
    [shops({ name: 'a', prompt: ' ' }), /\/shops\/0\/prompt/],
    [shops({ name: 'a', limit: 1 }), /\/shops\/0\/limit is no member/],
  ]
  for (const [text, said] of faulty) t.throws(() => parseShops(text), said, text)
})
