// `npm run replay -- FILE`: real dialogs over HTTP, with a progress bar, a table and a verdict.
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Presets, SingleBar } from 'cli-progress'
import { type ReplayOptions, readReplayOptions, usage } from './replay/options.js'
import { replay } from './replay/replay.js'
import { readScript } from './replay/script.js'
import { createTally, printRows } from './replay/tally.js'
import { startServer } from './server.js'
import { runTool } from './usage.js'

/** The server's default TEXT_MAX. */
const textMax = 2000

export async function main(args: readonly string[]): Promise<number> {
  const options = readReplayOptions(args, process.env)
  if (options === 'help') {
    process.stdout.write(usage)
    return 0
  }
  const secret = options.secret ?? randomBytes(32).toString('hex')
  if (options.url !== undefined) return play(options, options.url, secret)
  const server = await startServer({
    RATE_PER_S: '0',
    UID_RATE_PER_S: '0',
    ...process.env,
    PORT: '0',
    JWT_SECRET: secret,
  })
  const errors = await play(options, server.url, secret)
  const how = await server.stop()
  if (how !== 0) process.stdout.write(`the server ended with ${how}\n${server.lines.slice(-20).join('\n')}\n`)
  return how === 0 ? errors : 1
}

async function play(options: ReplayOptions, url: string, secret: string): Promise<number> {
  const script = readScript(await readFile(options.file, 'utf8'), { scenes: options.limit, textMax })
  const tally = createTally()
  const bar = new SingleBar(
    { format: '{bar} {value}/{total} turns  {eta_formatted} left' },
    Presets.shades_classic,
  )
  bar.start(script.scenes.flatMap(s => s.texts).length, 0)
  const startedAt = performance.now()
  const { concurrency, verify } = options
  await replay(script, { url, secret, concurrency, verify }, { tally, onTurn: () => bar.increment() })
  bar.stop()
  const rows = [
    ['dialogs', String(script.scenes.length)],
    ...tally.rows(performance.now() - startedAt),
    [`cut to ${textMax}`, `${script.cut} texts`],
    ['left out, empty', `${script.empty} texts`],
  ] as const
  process.stdout.write(printRows(rows))
  return tally.errors() === 0 ? 0 : 1
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await runTool(() => main(process.argv.slice(2)))
