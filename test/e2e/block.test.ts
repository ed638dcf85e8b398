// Terms that may not pass, end to end: in questions, in answers whole and streamed, and from one moment to the next.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { startVendor } from '../../perf/fake-llm.js'
import { startServer } from '../support/e2e/harness.js'

interface Term {
  readonly term: string
  readonly action: string
}

/** What the simulated vendor says in every answer, behind a first clause. */
const inAnswers: Term = { term: '您说', action: 'refuse' }

function openFile(t: Test, terms: readonly Term[]) {
  const folder = mkdtempSync(join(tmpdir(), 'rushdesk-block-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'block.jsonl')
  const write = (rows: readonly Term[]) =>
    writeFileSync(path, rows.map(row => JSON.stringify({ category: 'house', ...row })).join('\n'))
  write(terms)
  return { path, write }
}

async function openStage(t: Test, terms: readonly Term[]) {
  const file = openFile(t, terms)
  const vendor = await startVendor()
  t.teardown(() => vendor.close())
  const server = await startServer(t, {
    BLOCK_FILE: file.path,
    LLM_URL: vendor.url,
    UID_RATE_PER_S: '0',
    OVERLOAD: 'off',
    ANSWER_BUDGET_MS: '10000',
  })
  const token = await server.token('u1')
  const ask = async (text: string) => {
    const { status, text: body, json } = await server.chat(token, { text })
    if (status !== 200) throw new Error(`${status} ${body}`)
    return json as Record<string, string>
  }
  const metrics = async () => (await server.call('GET', '/metrics')).text
  return { file, vendor, server, token, ask, metrics }
}

/** Shared by tests whose terms do not meet: those for questions, and one that every answer of the vendor holds. */
const inQuestions = await openStage(t, [
  { term: '刷单', action: 'refuse' },
  { term: '投诉到底', action: 'handoff' },
  { term: '笨蛋', action: 'star' },
  { term: '满减', action: 'refuse' },
])
const inEveryAnswer = await openStage(t, [inAnswers])

t.test('a question with a refused term gets the fixed text, and no vendor hears it', async t => {
  const { vendor, server, token, ask, metrics } = inQuestions
  const refused = await ask('你们能刷 单吗，我的电话13812345678')
  t.match(refused, { source: 'notice', reason: 'blocked', seq: 1, answer: /无法回答/ })
  t.match(await ask('我要投诉到底'), { source: 'notice', reason: 'blocked-handoff', answer: /客服渠道/ })
  t.notMatch(JSON.stringify(vendor.calls()), /刷 ?单|投诉/)
  const history = await server.call('GET', `/chat/${refused.dialog_id}`, { token })
  t.match(history.json, { turns: [{ text: '你们能***吗，我的电话138****5678', source: 'notice' }] })
  t.match(await metrics(), /blocked_terms_total\{category="house",action="refuse",place="question"\} 1\n/)
  t.notMatch(server.lines.join('\n'), /刷 ?单|投诉到底/)
})

t.test('a starred term is starred on its way to the vendor and back', async t => {
  const { vendor, ask } = inQuestions
  const { answer } = await ask('你这个笨蛋推荐一款跑鞋')
  const prompts = JSON.stringify(vendor.calls())
  t.match(prompts, /推荐一款跑鞋/)
  t.notMatch(prompts, /笨蛋/)
  t.notMatch(answer, /笨蛋/)
})

t.test('an answer with a term that may not pass is replaced, whole and streamed', async t => {
  const { server, token, ask } = inEveryAnswer
  const question = '推荐一款通勤跑鞋'
  t.match(await ask(question), {
    source: 'notice',
    reason: 'blocked-answer',
    answer: /暂时无法回答/,
  })
  const { text } = await server.call('POST', '/chat', {
    token,
    body: { text: question },
    headers: { accept: 'text/event-stream' },
  })
  const streamed = [...text.matchAll(/event: delta\ndata: (.*)/g)].map(
    ([, data = '']) => (JSON.parse(data) as { text: string }).text,
  )
  t.match(streamed.join(''), /^收到/, 'what stands before the term may leave')
  t.notMatch(streamed.join(''), inAnswers.term)
  t.match(text, /event: answer\n(?:id: .*\n)?data: .*"reason":"blocked-answer"/)
})

t.test('pinned and FAQ answers, and the questions that find them, pass the same check', async t => {
  const { vendor, server, ask } = inQuestions
  const admin = await server.token('op', { role: 'admin' })
  const pinned = [{ question: '优惠怎么算', answer: '按满减规则计算。' }]
  await server.call('PUT', '/admin/hot', { token: admin, body: { pinned } })
  t.match(await ask('优惠怎么算'), { source: 'notice', reason: 'blocked-answer' })
  await server.call('PUT', '/admin/level', { token: admin, body: { level: 3 } })
  const faq = { topic: 'discount', questions: ['满减怎么用'], answer: '结算页自动扣减。' }
  await server.call('POST', '/admin/faq', { token: admin, body: `${JSON.stringify(faq)}\n` })
  t.match(await ask('满减怎么用'), { source: 'notice', reason: 'blocked' })
  t.notMatch(JSON.stringify(vendor.calls()), /满减|优惠怎么算/)
  const reflux = await server.call('GET', '/admin/reflux', { token: admin })
  t.equal(reflux.text, '', 'nobody is asked again')
})

t.test('an answer that is replaced is never learned', async t => {
  const { server, ask } = inEveryAnswer
  for (let i = 0; i < 7; i++) t.match(await ask('现在下单有没有赠品'), { reason: 'blocked-answer' })
  const admin = await server.token('op', { role: 'admin' })
  t.match((await server.call('GET', '/admin/hot', { token: admin })).json, { learned: [] })
})

t.test('a file that turns faulty changes nothing and is logged with its line', async t => {
  const { file, server, ask } = inQuestions
  file.write([
    { term: '返利', action: 'refuse' },
    { term: '刷单', action: 'burn' },
  ])
  await until(() => server.lines.some(line => /BLOCK_FILE is faulty/.test(line) && /line 2/.test(line)))
  t.match(await ask('能刷单吗'), { reason: 'blocked' })
  file.write([{ term: '返利', action: 'refuse' }])
  await until(async () => (await ask('有返利吗')).reason === 'blocked')
  t.notMatch(await ask('能刷单吗'), { reason: 'blocked' })
})

t.test('a file that is faulty at the start is a configuration fault that names the line', async t => {
  const { path } = openFile(t, [{ term: '刷单', action: 'burn' }])
  await t.rejects(startServer(t, { BLOCK_FILE: path }), /BLOCK_FILE.*line 1/s)
})

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + 15_000
  while (!(await isSo())) {
    if (Date.now() > giveUpAt) throw new Error('it did not come about')
    await delay(100)
  }
}
