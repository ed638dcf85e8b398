// The samples that nothing here can run as a whole: read, and held to the program's variables, metrics and times.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { variables } from '../../src/config/variables.js'
import { createMetrics } from '../../src/ops/metrics.js'
import { createReadings } from '../../src/ops/readings.js'
import { packageRoot } from '../../src/root.js'
import { need } from '../../tools/needs.js'
import { builtServer, nodeFlags } from '../../tools/server.js'
import { fakeClock } from '../support/dialog/fake-time.js'

const read = (name: string) => readFileSync(new URL(`deploy/${name}`, packageRoot), 'utf8')
const [compose, kubernetes, unit, dockerfile] = [
  'compose.yml',
  'kubernetes.yml',
  'rushdesk@.service',
  'Dockerfile',
].map(read)
const drainS = variables.DRAIN_MS.kind.fallback / 1000

t.test('every variable that a sample sets is one of ours, with a value that it takes', t => {
  const set = [
    ...(compose ?? '').matchAll(/^ {6}([A-Z][A-Z_]+): (.*)$/gm),
    ...(kubernetes ?? '').matchAll(/\{ name: ([A-Z][A-Z_]+), value: (.*) \}/g),
    ...(unit ?? '').matchAll(/^Environment=([A-Z_]+)=(.*)$/gm),
  ].map(([, name = '', value = '']) => [name, value.replace(/^"|"$/g, '')] as const)
  t.ok(set.length > 10)
  for (const [name, value] of set) {
    if (name === 'NODE_ENV') continue
    const row = variables[name as keyof typeof variables]
    t.ok(row, `${name} is a variable`)
    // What is taken from the caller's environment is not known here.
    if (row && value !== '' && !value.startsWith('$'))
      t.not(row.kind.parse(value), undefined, `${name}=${value}`)
  }
  t.end()
})

t.test('whoever stops a process gives it longer than its drain', t => {
  const [, dockerS = ''] = /stop_grace_period: (\d+)s/.exec(compose ?? '') ?? []
  t.ok(Number(dockerS) > drainS)
  const [, unitS = ''] = /^TimeoutStopSec=(\d+)$/m.exec(unit ?? '') ?? []
  t.ok(Number(unitS) > drainS)
  const [, podS = ''] = /terminationGracePeriodSeconds: (\d+)/.exec(kubernetes ?? '') ?? []
  const [, sleepS = ''] = /command: \["sleep", "(\d+)"\]/.exec(kubernetes ?? '') ?? []
  const [, podDrainMs = ''] = /name: DRAIN_MS, value: "(\d+)"/.exec(kubernetes ?? '') ?? []
  t.ok(Number(podS) > Number(sleepS) + Number(podDrainMs) / 1000)
  t.end()
})

t.test(
  'a process is started as npm start does, by a user without rights, with development packages left out',
  t => {
    const flags = nodeFlags.join(' ')
    t.match(dockerfile, `CMD ["node", "${nodeFlags.join('", "')}", "${builtServer}"]`)
    t.match(unit, `ExecStart=/usr/bin/node ${flags} ${builtServer}`)
    t.match(dockerfile, /^USER node$/m)
    t.match(dockerfile, /npm ci --omit=dev/)
    t.match(dockerfile, /npm pack/)
    t.match(dockerfile, /"\$OCR" = tesseract \].*\n.*apt-get install .* tesseract-ocr tesseract-ocr-chi-sim/)
    t.match(unit, /^RestartPreventExitStatus=78$/m)
    t.end()
  },
)

t.test('the image is of Debian 13 with Node 24, and a script knows each of its instructions', t => {
  const instructions = (dockerfile ?? '').match(/^[A-Z]+(?= )/gm) ?? []
  const bases = [...(dockerfile ?? '').matchAll(/^FROM (\S+)/gm)].map(([, base]) => base)
  t.same(bases, ['node:24-trixie-slim', 'node:24-trixie-slim'])
  const script = readFileSync(new URL('tools/image-in-root.sh', packageRoot), 'utf8')
  const known = [...script.matchAll(/^ {4}([A-Z]+)\) /gm)].map(([, name = '']) => name)
  t.same(
    instructions.filter(name => !known.includes(name)),
    [],
  )
  t.ok(instructions.length > 10)
  t.end()
})

t.test('probes ask for what is served, and pods are scaled by a metric that there is', async t => {
  for (const [, path = ''] of (kubernetes ?? '').matchAll(/path: (\/\w+)/g))
    t.ok(['/healthz', '/readyz'].includes(path))
  t.match(kubernetes, /readinessProbe:\n +httpGet: \{ path: \/readyz/)
  t.match(kubernetes, /livenessProbe:\n +httpGet: \{ path: \/healthz/)
  const [, metric] = /metric: \{ name: (\w+) \}/.exec(kubernetes ?? '') ?? []
  const told = await createMetrics(fakeClock(), createReadings({})).read()
  t.ok(
    told.some(({ name }) => name === metric),
    `${metric}`,
  )
})

t.test('what is served, scaled and spared in Kubernetes are the pods of the deployment', t => {
  const text = kubernetes ?? ''
  const parts = text.split(/^---$/m)
  const of = (kind: string) => parts.find(part => part.includes(`\nkind: ${kind}\n`)) ?? ''
  const app = /matchLabels: \{ app: (\w+) \}/.exec(of('Deployment'))?.[1]
  t.equal(app, 'rushdesk')
  const labels = [...text.matchAll(/\{ app: (\w+) \}/g)].map(([, name]) => name)
  t.same(labels, Array(6).fill(app), 'deployment, its pods, both services and the budget')
  t.match(of('PodDisruptionBudget'), /maxUnavailable: 1/)
  t.match(
    of('HorizontalPodAutoscaler'),
    `scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: ${app} }`,
  )
  const number = (name: string) => Number(new RegExp(`${name}: (\\d+)`).exec(text)?.[1])
  t.ok(number('minReplicas') >= 2 && number('minReplicas') <= number('replicas'))
  t.ok(number('replicas') < number('maxReplicas'))
  const named = new Map([...text.matchAll(/name: (\w+), containerPort: (\d+)/g)].map(([, a, b]) => [a, b]))
  const exposed = /^EXPOSE (.*)$/m.exec(dockerfile ?? '')?.[1]?.split(' ')
  t.same([...named.values()], exposed, 'the ports of the image')
  for (const [, port] of text.matchAll(/(?:targetPort|port): ([a-z]+)/g)) t.ok(named.has(port), `${port}`)
  t.match(text, new RegExp(`name: ADMIN_PORT, value: "${named.get('admin')}"`))
  t.match(compose, new RegExp(`ADMIN_PORT: "${named.get('admin')}"`))
  t.end()
})

t.test('the Redis of the compose file keeps promises', t => {
  t.match(compose, /--appendonly yes/)
  t.match(compose, /--maxmemory-policy noeviction/)
  t.end()
})

t.test('systemd takes the unit', t => {
  const path = fileURLToPath(new URL('deploy/rushdesk@.service', packageRoot))
  const { stderr } = spawnSync(need('systemd-analyze'), ['verify', path], { encoding: 'utf8' })
  // That a program is not installed where the sample expects it is no fault of the unit.
  const faults = stderr
    .split('\n')
    .filter(line => line.includes('rushdesk@') && !/is not executable|Failed to (?:chase|open)/.test(line))
  t.same(faults, [])
  t.end()
})
