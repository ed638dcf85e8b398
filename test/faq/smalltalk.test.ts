import { readFileSync } from 'node:fs'
import t from 'tap'
import { parseEntries } from '../../src/faq/entries.js'
import { createSmalltalk } from '../../src/faq/smalltalk.js'
import { packageRoot } from '../../src/root.js'

const smalltalk = createSmalltalk(
  parseEntries(readFileSync(new URL('data/smalltalk.zh.jsonl', packageRoot), 'utf8')),
)

t.test('greetings, thanks and goodbyes are known in any dress', async t => {
  const said: [string, string][] = [
    ['你好', 'greeting'],
    ['您好！', 'greeting'],
    ['在吗？？', 'greeting'],
    ['ＨＩ～', 'greeting'],
    ['Hello 😀', 'greeting'],
    ['谢谢', 'thanks'],
    ['谢谢你!', 'thanks'],
    ['没有了，谢谢', 'thanks'],
    ['拜拜~', 'goodbye'],
  ]
  for (const [text, kind] of said) t.equal(smalltalk(text)?.topic, kind, text)
})

t.test('what may answer a question of the bot is not small talk', async t => {
  for (const text of ['好的', '好的谢谢', '嗯', '可以', '是的', '不要', '没有', '行'])
    t.equal(smalltalk(text), undefined, text)
})

t.test('a question that opens with a greeting is not small talk', async t => {
  for (const text of ['你好怎么退货', '在吗我要退款', '谢谢，再问下发票', ''])
    t.equal(smalltalk(text), undefined, text)
})
