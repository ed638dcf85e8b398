// The doctor on a machine on which all is well, but for what a test says; and servers that say what they are told.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'
import { allChecks } from '../../../tools/cli/doctor.js'
import { type CheckResult, runChecks } from '../../../tools/doctor/check.js'
import type { DoctorHost } from '../../../tools/doctor/host.js'

export const MEBIBYTE = 1_048_576
export const [SECRET, KEY] = ['s'.repeat(32), 'k'.repeat(32)]

/** A machine on which all is well. */
export const good: DoctorHost = {
  env: { NODE_ENV: 'production', JWT_SECRET: SECRET, DATA_KEY: KEY, ADMIN_PORT: '9090' },
  node: '22.1.0',
  nodeLeast: '20.18.1',
  glibc: '2.36',
  openFilesMax: 65_536,
  processors: 2,
  memoryMaxBytes: 2048 * MEBIBYTE,
  migratesConnections: true,
  version: '1.0.0',
  loadServer: async () => undefined,
  listenFault: async () => undefined,
}

async function resultOf(name: string, host: Partial<DoctorHost> = {}): Promise<CheckResult> {
  const checks = allChecks({ ...good, ...host, env: { ...good.env, ...host.env } }).filter(
    check => check.name === name,
  )
  const [result] = await runChecks(checks)
  if (result === undefined) throw new Error(`there is no check ${name}`)
  return result
}

type Tried = readonly [name: string, status: CheckResult['status'], host: Partial<DoctorHost>, says?: RegExp]

export async function all(t: Test, tried: readonly Tried[]): Promise<void> {
  for (const [name, status, host, says] of tried) {
    const found = await resultOf(name, host)
    t.equal(found.status, status, `${name}: ${found.message}`)
    if (says !== undefined) t.match(found.message, says)
    t.equal(
      found.hint === '',
      status === 'ok' || status === 'skip',
      `${name}: what to do is said when there is something`,
    )
  }
}

/** A vendor that answers every call with this status. */
export async function refusing(t: Test, status: number): Promise<string> {
  const server = createServer((_request, response) => response.writeHead(status).end('{}')).listen(
    0,
    '127.0.0.1',
  )
  await new Promise(resolve => server.once('listening', resolve))
  t.teardown(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
}

/** A cluster that says what is put into its mouth. */
export async function saying(
  t: Test,
  status: object,
  documents: Readonly<Record<string, object>> = {},
): Promise<string> {
  const server = createServer((request, response) => {
    const body = documents[request.url ?? ''] ?? status
    response.writeHead(request.url === '/readyz' ? 503 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(body))
  }).listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  t.teardown(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
