// Entry point: environment → config → build → serve; a signal drains. The only file that touches the process.
import { availableParallelism } from 'node:os'
import { setFlagsFromString } from 'node:v8'
import { build, type Service } from './build.js'
import { ConfigError, loadConfig } from './config/config.js'
import { firstQuestion } from './ops/hint.js'
import { openFilesMax, packageVersion } from './ops/host.js'

/** EX_CONFIG of sysexits.h. */
const EXIT_CONFIG = 78

// Compiled at the first call, optimised after a third of the usual work: who starts in a sale meets the crowd cold.
for (const flag of ['--always-sparkplug', '--interrupt-budget=20000']) setFlagsFromString(flag)

try {
  const config = loadConfig(process.env)
  const surroundings = {
    pid: process.pid,
    version: packageVersion(),
    openFilesMax: openFilesMax(),
    processors: availableParallelism(),
  }
  serve(await build(config, surroundings))
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exit(EXIT_CONFIG)
}

function serve(service: Service): void {
  const { log, port, adminPort, firstToken } = service
  let isStopping = false
  const stop = async (signal: string) => {
    if (isStopping) return
    isStopping = true
    log.info({ signal }, 'draining')
    await service.stop()
    log.info('stopped')
    log.flush(() => process.exit(0))
  }
  // Node itself would print the error with all its fields, which may hold a text.
  process.on('uncaughtException', err => {
    log.fatal({ err }, 'crashed')
    log.flush(() => process.exit(1))
  })
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, stop)
  log.info({ port, adminPort }, 'ready')
  process.send?.('ready')
  if (firstToken !== undefined) process.stderr.write(firstQuestion(port, firstToken))
}
