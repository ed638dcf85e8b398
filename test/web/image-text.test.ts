// How the text of a turn names the pictures that came with it.
import t from 'tap'
import { imagesAsWords, imagesIn, withImages } from '../../web/client/image-text.js'

const [a, b] = ['a'.repeat(32), 'bcdefghijklmnop'.repeat(3).slice(0, 32)] as const

t.test('words and pictures of a text come apart as they were put together', async t => {
  for (const words of ['', '这里破了', '两行\n都有'])
    t.same(imagesIn(withImages(words, [a, b])), { words, imageIds: [a, b] })
})

t.test('what only looks like a picture stays text, and none is named twice', async t => {
  for (const text of ['[图片:short]', `[图片:${'z'.repeat(32)}]`, `图片:${a}`])
    t.same(imagesIn(text), { words: text, imageIds: [] })
  t.same(imagesIn(`[图片:${a}] [图片:${a}]`), { words: '', imageIds: [a] })
})

t.test('a text that somebody filled with names has no more pictures than a turn may have', async t => {
  const typed = Array.from({ length: 50 }, (_none, i) => `[图片:${'abcdefghijklmnop'[i % 16]?.repeat(32)}]`)
  t.equal(imagesIn(typed.join('')).imageIds.length, 4)
})

t.test('in a line of text a picture is a word', async t => {
  t.equal(imagesAsWords(`破了 [图片:${a}]`, '图片'), '破了 [图片]')
  t.equal(imagesAsWords(`[图片:${a}]`, '图片'), '[图片]')
})
