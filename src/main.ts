// Entry point: environment → config → build → serve; a signal drains. The only file that touches the process.
import { setFlagsFromString } from 'node:v8'
import { ConfigError, loadConfig } from './config/config.js'
import { firstQuestion } from './ops/first-question.js'
import { readHost } from './ops/host.js'
import { crashLine, readyLine } from './ops/log.js'
import { createLogBuffer } from './ops/log-buffer.js'
import { build, type Service } from './wiring.js'

const EXIT_CONFIG = 78 // EX_CONFIG of sysexits.h
/** Characters of log lines held for a slow reader: some 10,000 turns. */
const LOG_LENGTH_MAX = 4_194_304
/** The last lines get so long to be read before the process exits. */
const LAST_LINES_MS = 900
const { pid, env } = process

// Compiled at the first call, optimised after a third of the usual work: who starts in a sale meets the crowd cold.
for (const flag of ['--always-sparkplug', '--interrupt-budget=20000']) setFlagsFromString(flag)
const textWorker = new URL('../workers/text.js', import.meta.url) // the build keeps the folders
const logTo = createLogBuffer(process.stdout, LOG_LENGTH_MAX)
const end = (code: number) => logTo.flush(LAST_LINES_MS).then(() => process.exit(code))
// Node itself would print the error with all its fields, which may hold a text or a secret.
const crash = (error: unknown) => {
  logTo.write(crashLine(error, pid, Date.now()))
  return end(1)
}
process.on('uncaughtException', crash)

try {
  serve(await build(loadConfig(env), { ...readHost(), pid, env, logTo, textWorker }))
} catch (error) {
  if (!(error instanceof ConfigError)) await crash(error)
  else process.stderr.write(`${error.message}\n`, () => process.exit(EXIT_CONFIG))
}

function serve({ log, port, adminPort, firstToken, stop }: Service): void {
  let isStopping = false
  const drain = async (signal: string) => {
    if (isStopping) return
    isStopping = true
    log.info({ signal }, 'draining')
    await stop()
    log.info('stopped')
    await end(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, drain)
  logTo.write(readyLine({ port, admin_port: adminPort }, pid, Date.now()))
  process.send?.('ready')
  if (firstToken !== undefined) process.stderr.write(firstQuestion(port, firstToken))
}
