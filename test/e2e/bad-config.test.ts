// What an operator gets for a configuration that cannot work: exit 78 and the variable's name, no secret, no stack.
import t from 'tap'
import { startProgram } from '../../tools/program.js'
import { serverCommand } from '../../tools/server.js'
import { startServer } from '../support/e2e/harness.js'

/** What the program said before it refused to start. */
async function refusal(env: NodeJS.ProcessEnv): Promise<string> {
  const starting = startProgram(serverCommand(), { PATH: process.env.PATH, PORT: '0', ...env })
  const { message } = await starting.then(
    async program => {
      await program.kill9()
      return new Error('it started')
    },
    (error: Error) => error,
  )
  return message
}

const row = (topic: string) => JSON.stringify({ topic, questions: ['茶叶怎么保存'], answer: '放在阴凉处。' })

t.test('a faulty variable or file is named, exits 78 and shows no secret', async t => {
  const folder = t.testdir({
    'faq.jsonl': `${row('tea')}\n\n{"topic":"Tea"}\n`,
    'hours.json': '{"timezone":"Mars","week":{"mon":[["9","17"]]}}',
    'canned.jsonl': `\n${JSON.stringify({ id: 'a', lang: 'zh', title: '好', text: '请打13987654321' })}\n`,
  })
  const faulty: [name: string, env: NodeJS.ProcessEnv, said: RegExp][] = [
    [
      'REDIS_URL',
      { LLM_URL: 'http://', REDIS_URL: 'redis://u:hunter2@h:99999' },
      /REDIS_URL must.*\n.*LLM_URL must/,
    ],
    ['FAQ_FILE', { FAQ_FILE: `${folder}/faq.jsonl` }, /FAQ_FILE must .*line 3: topic/],
    [
      'HOURS_FILE',
      { HOURS_FILE: `${folder}/hours.json` },
      /HOURS_FILE must .*\/timezone must .*\/week\/mon\/0 must/,
    ],
    [
      'CANNED_FILE',
      { CANNED_FILE: `${folder}/canned.jsonl` },
      /CANNED_FILE must .*\/2\/text must hold no personal/,
    ],
    [
      'LLM_API_KEY_FILE',
      { LLM_URL: 'http://h', LLM_API_KEY_FILE: `${folder}/none` },
      /LLM_API_KEY_FILE must/,
    ],
    [
      'LLM_API_KEY_FILE',
      { LLM_URL: 'http://h', LLM_API_KEY_FILE: `${folder}/key.txt` },
      /LLM_API_KEY_FILE must/,
    ],
  ]
  faulty.push(
    ['OCR', { OCR: 'tesseract' }, /OCR must be off where IMAGES is off/],
    ['OCR', { OCR: 'tesseract', IMAGES: 'redis', PATH: folder }, /OCR must .* program tesseract cannot be/],
  )
  for (const [name, env, said] of faulty) {
    const message = await refusal(env)
    t.match(message, /ended with 78/, name)
    t.match(message, said, name)
    t.notMatch(message, /hunter2|node:internal|13987654321/, name)
  }
})

t.test('a byte order mark before a file is no part of it', async t => {
  const folder = t.testdir({
    'faq.jsonl': `\uFEFF${row('tea')}\n`,
    'texts.json': '\uFEFF{}',
    'block.jsonl': `\uFEFF${JSON.stringify({ term: '违禁词', category: 'c', action: 'refuse' })}\n`,
  })
  const server = await startServer(t, {
    FAQ_FILE: `${folder}/faq.jsonl`,
    TEXTS_FILE: `${folder}/texts.json`,
    BLOCK_FILE: `${folder}/block.jsonl`,
  })
  const reply = await server.chat(await server.token('u1'), { text: '茶叶怎么保存' })
  t.match(reply.json, { source: 'faq', faq_id: 'tea' })
})

t.test('an end that nobody foresaw prints no field of the error', async t => {
  const taken = await startServer(t)
  const message = await refusal({ PORT: String(taken.port), HOST: '203.0.113.1', JWT_SECRET: 's'.repeat(32) })
  t.match(message, /ended with 1/)
  t.match(message, /"level":60.*"msg":"crashed"/)
  t.notMatch(message, /node:internal\/.*\n\s+at .*\n\s+\{/)
})
