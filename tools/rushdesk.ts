// `npx rushdesk …` and `npm run cli -- …`: one program for operators. Each command is a file of tools/cli/, or the
// program that an npm script of the same name starts; a command is loaded when it is asked for.
import { AdminError } from './cli/admin-client.js'
import { helpOf, isCommand, loadCommand } from './cli/commands.js'
import type { Terminal } from './cli/terminal.js'
import { runTool, UsageError } from './usage.js'

const terminal: Terminal = {
  env: process.env,
  isInteractive: process.stdout.isTTY === true,
  write: text => void process.stdout.write(text),
}

await runTool(async () => {
  const [name = 'help', ...args] = process.argv.slice(2)
  if (['help', '--help', '-h'].includes(name)) {
    terminal.write(helpOf())
    return 0
  }
  if (!isCommand(name)) throw new UsageError(`There is no command "${name}". rushdesk help lists them.`)
  try {
    return await (await loadCommand(name))(args, terminal)
  } catch (error) {
    if (!(error instanceof AdminError)) throw error
    process.stderr.write(`${error.message}\n`)
    return 1
  }
})
