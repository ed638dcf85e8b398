// The service under PM2, with a PM2 of its own: `ecosystem.config.cjs` as it is shipped, on a port and in a folder of
// the scenario's.
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { freePort } from '../../tools/redis-server.js'

export interface Pm2 {
  readonly port: number
  /** Replaces every process, one after another; resolves when the last one is ready. */
  reload(): Promise<void>
  stop(): Promise<void>
}

const run = promisify(execFile)

export async function startPm2(root: URL, env: NodeJS.ProcessEnv, instances: number): Promise<Pm2> {
  const home = mkdtempSync(join(tmpdir(), 'rushdesk-pm2-'))
  const port = await freePort()
  const own = { ...env, HOME: home, PM2_HOME: home, PORT: String(port), INSTANCES: String(instances) }
  const bin = fileURLToPath(new URL('node_modules/pm2/bin/pm2', root))
  const pm2 = async (...args: string[]) => {
    await run(process.execPath, [bin, ...args], { cwd: fileURLToPath(root), env: own })
  }
  await pm2('start', 'ecosystem.config.cjs')
  return {
    port,
    reload: () => pm2('reload', 'ecosystem.config.cjs', '--update-env'),
    async stop() {
      await pm2('kill')
      rmSync(home, { recursive: true, force: true })
    },
  }
}
