// The shipped recording rules and alerts, by promtool and by what the program and the runbook have.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { createMetrics } from '../../src/ops/metrics.js'
import { createReadings } from '../../src/ops/readings.js'
import { packageRoot } from '../../src/root.js'
import { need } from '../../tools/needs.js'
import { shipped } from '../support/deploy/prometheus.js'
import { fakeClock } from '../support/dialog/fake-time.js'

const read = (path: string) => readFileSync(new URL(path, packageRoot), 'utf8')
const names = readdirSync(shipped).filter(name => name.endsWith('.alerts.yml'))

interface Alert {
  readonly name: string
  readonly text: string
}

const alerts: Alert[] = names.flatMap(name =>
  read(`deploy/prometheus/${name}`)
    .split('- alert: ')
    .slice(1)
    .map(text => ({ name: text.split('\n', 1)[0] ?? '', text })),
)

function promtool(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(need('promtool'), args, { cwd: shipped, encoding: 'utf8' })
  return { status, said: `${stdout}${stderr}` }
}

t.test('promtool finds no fault with configuration and rules', async t => {
  const { status, said } = promtool('check', 'config', 'prometheus.yml')
  t.equal(status, 0, said)
})

t.test('alerts fire, stay silent and resolve as their unit tests say', async t => {
  const tests = readdirSync(`${shipped}tests`).map(name => `tests/${name}`)
  const { status, said } = promtool('test', 'rules', ...tests)
  t.equal(status, 0, said)
  const told = tests.map(name => read(`deploy/prometheus/${name}`)).join('\n')
  for (const { name } of alerts) {
    const cases = told.split(`alertname: ${name}\n`).slice(1)
    const isSilent = (text: string) => text.trimStart().startsWith('exp_alerts: []')
    t.ok(cases.some(isSilent), `${name} is shown not firing`)
    t.ok(
      cases.some(text => !isSilent(text)),
      `${name} is shown firing`,
    )
    t.ok(isSilent(cases.at(-1) ?? ''), `${name} is shown resolved, or silent, last`)
  }
})

t.test(
  'every alert waits, has a severity and a summary, and leads to its section of the runbook',
  async t => {
    const sections = [...read('docs/runbook.md').matchAll(/^## (Rushdesk\w+)$/gm)].map(([, name]) => name)
    for (const { name, text } of alerts) {
      t.match(text, /\n {8}for: \d+[sm]\n/, name)
      t.match(text, /severity: (?:page|warn) \}/, name)
      t.match(text, /\n {10}summary: (?:".+"|'.+')\n/, name)
      t.match(text, `runbook_url: docs/runbook.md#${name.toLowerCase()}\n`, name)
    }
    t.same(sections.sort(), alerts.map(({ name }) => name).sort())
  },
)

t.test('the rules of every cluster are over metrics that a process tells', async t => {
  const told = await createMetrics(fakeClock(), createReadings({})).read()
  const known = new Set(told.map(({ name }) => name))
  const texts = [read('deploy/prometheus/rushdesk.rules.yml'), read('deploy/prometheus/rushdesk.alerts.yml')]
  const used = texts
    .flatMap(
      text =>
        text.match(/(?<![\w:])(?:chat|answer|bad|llm|breaker|degrade|pending|store|processes)_\w+/g) ?? [],
    )
    .map(name => name.replace(/_bucket$/, ''))
  t.same(
    [...new Set(used)].filter(name => !known.has(name)),
    [],
  )
  t.ok(used.length > 10)
})
