// `rushdesk cluster`: one process a core under PM2, as ecosystem.config.cjs says.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { packageRoot } from '../../src/root.js'
import { UsageError } from '../usage.js'
import type { Command } from './terminal.js'

const orders: Readonly<Record<string, readonly string[]>> = {
  start: ['start', 'ecosystem.config.cjs'],
  reload: ['reload', 'ecosystem.config.cjs', '--update-env'],
  stop: ['kill'],
}

export const cluster: Command = async ([order = 'start', ...more], { env }) => {
  const args = orders[order]
  if (args === undefined || more.length > 0) throw new UsageError('cluster takes nothing, reload or stop')
  const root = fileURLToPath(packageRoot)
  const pm2 = createRequire(import.meta.url).resolve('pm2/bin/pm2')
  // A PM2 of our own, so that nothing else under PM2 on this machine is touched.
  const home = env.PM2_HOME || `${root}.pm2`
  const run = spawn(process.execPath, [pm2, ...args], {
    cwd: root,
    env: { ...env, PM2_HOME: home },
    stdio: 'inherit',
  })
  const [code] = await once(run, 'exit')
  return code ?? 1
}
