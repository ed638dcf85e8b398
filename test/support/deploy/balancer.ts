// nginx and HAProxy with the shipped configuration: only ports, certificate and hosts are the test's.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { pause } from '../../../src/clock.js'
import { packageRoot } from '../../../src/root.js'
import { need } from '../../../tools/needs.js'
import { freePort } from '../../../tools/redis-server.js'

export interface Balancer {
  readonly url: string
}

const READY_MS = 20_000

export async function startBalancer(
  t: Test,
  program: 'nginx' | 'haproxy',
  hosts: readonly number[],
): Promise<Balancer> {
  const folder = mkdtempSync(join(tmpdir(), 'rushdesk-balancer-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  makeCertificate(folder)
  const port = await freePort()
  const args = program === 'nginx' ? nginx(folder, port, hosts) : haproxy(folder, port, hosts)
  const child = spawn(need(program), args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', chunk => {
    said += chunk
  })
  const ended = once(child, 'exit')
  t.teardown(async () => {
    child.kill('SIGTERM')
    await ended
  })
  const url = `https://127.0.0.1:${port}`
  for (const giveUpAt = Date.now() + READY_MS; Date.now() < giveUpAt; await pause(50)) {
    if (child.exitCode !== null) throw new Error(`${program} ended: ${said}`)
    if (await listens(port)) return { url }
  }
  throw new Error(`${program} does not answer: ${said}`)
}

function listens(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}

function makeCertificate(folder: string): void {
  const order = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=localhost']
  const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')]
  const { status, stderr } = spawnSync(need('openssl'), [...order, ...files], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`openssl: ${stderr}`)
  const both = ['cert.pem', 'key.pem'].map(name => readFileSync(join(folder, name), 'utf8'))
  writeFileSync(join(folder, 'haproxy.pem'), both.join(''))
}

const shipped = (name: string) => readFileSync(new URL(`deploy/${name}`, packageRoot), 'utf8')

function nginx(folder: string, port: number, hosts: readonly number[]): string[] {
  const servers = hosts.map(host => `server 127.0.0.1:${host} max_fails=0;`).join('\n    ')
  const text = shipped('nginx.conf')
    .replace('listen 8443', `listen 127.0.0.1:${port}`)
    .replace('server 127.0.0.1:8080 max_fails=0;', servers)
    .replace('cert.pem', join(folder, 'cert.pem'))
    .replace('key.pem', join(folder, 'key.pem'))
  writeFileSync(join(folder, 'nginx.conf'), text)
  const own = `daemon off; user root; pid ${join(folder, 'pid')}; error_log stderr warn;`
  return ['-p', folder, '-c', join(folder, 'nginx.conf'), '-g', own]
}

function haproxy(folder: string, port: number, hosts: readonly number[]): string[] {
  const servers = hosts.map((host, i) => `server host${i} 127.0.0.1:${host} check inter 2s`).join('\n  ')
  const text = shipped('haproxy.cfg')
    // Twice as many open files as the machine of a test may have.
    .replace('maxconn 20000', 'maxconn 200')
    .replace('bind 127.0.0.1:8443', `bind 127.0.0.1:${port}`)
    .replace('server host1 127.0.0.1:8080 check inter 2s', servers)
    .replace('haproxy.pem', join(folder, 'haproxy.pem'))
  writeFileSync(join(folder, 'haproxy.cfg'), text)
  return ['-f', join(folder, 'haproxy.cfg'), '-db']
}
