import fc from 'fast-check'
import t from 'tap'
import { withoutInvisible } from '../../src/text/invisible.js'

const hidden: [string, string][] = [
  ['tags', '\u{e0001}\u{e0073}\u{e0061}\u{e0079}\u{e007f}'],
  ['direction marks and overrides', '\u200e\u200f\u061c\u202a\u202d\u202e\u202c\u2066\u2069'],
  ['joiners and zero-width spaces', '\u200b\u200c\u200d\u2060\ufeff\u034f'],
  ['variation selectors', '\ufe00\ufe0f\u{e0100}\u{e01ef}\u180b'],
  ['soft hyphens and invisible operators', '\u00ad\u2061\u2062\u2063\u2064'],
  ['fillers and blanks that are no space', '\u3164\u115f\u1160\uffa0\u2800\u{1d159}'],
  ['annotation anchors and noncharacters', '\ufff9\ufffa\ufffb\uffff\ufdd0\u{1ffff}'],
  ['control characters', '\u0001\u001b\u007f\u009b'],
]
for (const [title, chars] of hidden) {
  t.test(`${title} are taken out`, async t => {
    t.equal(withoutInvisible(`怎么${chars}退${chars}货`), '怎么退货')
  })
}

t.test('what a person sees stays, blanks and line breaks with it', async t => {
  const seen = '怎么退货？ 第二行\r\n\t“ok”　½ é 😀 🇨🇳 ⠓ ①\u00a0\u2003\u0085'
  t.equal(withoutInvisible(seen), seen)
})

t.test('U+0000 and half a surrogate pair stay, to be refused', async t => {
  t.equal(withoutInvisible('a\u0000b\ud83d'), 'a\u0000b\ud83d')
})

t.test('a character is taken out or stays whatever stands beside it', async t => {
  for (let unit = 0; unit <= 0xffff; unit++) {
    const char = String.fromCharCode(unit)
    // A character that is no usual one: the text is looked at more closely.
    if (withoutInvisible(char) !== withoutInvisible(`\u200b${char}`)) t.fail(`U+${unit.toString(16)}`)
  }
})

t.test('taking out twice changes nothing, and everything that is ignored by default goes', async () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), text => {
      const once = withoutInvisible(text)
      return withoutInvisible(once) === once && !/[\p{Default_Ignorable_Code_Point}\p{Bidi_C}]/u.test(once)
    }),
  )
})
