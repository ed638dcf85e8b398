// Entry point: environment → config → build → serve; a signal drains. The only file that touches the process.
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { build, type Service } from './build.js'
import { ConfigError, loadConfig } from './config/config.js'
import { packageRoot } from './root.js'

/** EX_CONFIG of sysexits.h. */
const EXIT_CONFIG = 78

try {
  serve(
    await build(loadConfig(process.env), {
      pid: process.pid,
      version: JSON.parse(readFileSync(new URL('package.json', packageRoot), 'utf8')).version,
      openFilesMax: openFilesMax(),
      processors: availableParallelism(),
    }),
  )
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = EXIT_CONFIG
}

function serve(service: Service): void {
  const { log, port, firstToken } = service
  log.info({ port }, 'ready')
  if (firstToken !== undefined) process.stderr.write(howToAsk(port, firstToken))
  process.send?.('ready')
  let isStopping = false
  const stop = async (signal: string) => {
    if (isStopping) return
    isStopping = true
    log.info({ signal }, 'draining')
    await service.stop()
    log.info('stopped')
    log.flush(() => process.exit(0))
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

function howToAsk(port: number, token: string): string {
  return `
JWT_SECRET is not set, so one was made up for this run. A customer's token, valid for a day:

${token}

curl -sS http://127.0.0.1:${port}/chat -H 'Content-Type: application/json' \\
  -H 'Authorization: Bearer ${token}' \\
  -d '{"text":"怎么申请退货"}'

`
}

function openFilesMax(): number {
  const limits = readFileSync('/proc/self/limits', 'utf8')
  const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1]
  return soft === undefined ? 1024 : Number(soft)
}
