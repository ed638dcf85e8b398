// Runs the tests. Files that drive real processes (servers, browsers, balancers) share the machine with whatever else
// runs on it; when few of them fail, they run once more, alone, and the end of the output names them. Any other failing
// file ends the run at once: a unit test or a property that fails by chance has found something.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Folders of tests whose files start processes. */
const withProcesses = /^build\/test\/(?:attack|deploy|e2e|ops|web)\//
/** More failing files than this are no accident of the machine. */
const AGAIN_MAX = 3

/** True when these failing files may run once more. */
export function mayRunAgain(failed: readonly string[]): boolean {
  const isOurs = failed.every(file => withProcesses.test(file) && !file.includes('.model.'))
  return failed.length > 0 && failed.length <= AGAIN_MAX && isOurs
}

/** The runner takes the files from this list where it exists, and leaves those that failed in it. */
const failedList = '.tap/failed.txt'

function runTap(args: readonly string[]): number {
  const { status } = spawnSync('node_modules/.bin/tap', ['run', `--save=${failedList}`, ...args], {
    stdio: 'inherit',
  })
  return status ?? 1
}

function listFailed(): readonly string[] {
  return existsSync(failedList) ? readFileSync(failedList, 'utf8').trim().split('\n') : []
}

function runTests(args: readonly string[]): number {
  rmSync(failedList, { force: true })
  const status = runTap(args)
  const failed = listFailed()
  if (status === 0 || !mayRunAgain(failed)) return status
  process.stdout.write(`── once more, alone: ${failed.join(', ')}\n`)
  const again = runTap([...args.filter(arg => arg.startsWith('-')), '--jobs=1'])
  const still = listFailed()
  const passed = failed.filter(file => !still.includes(file))
  process.stdout.write(`── passed only in the second run: ${passed.join(', ') || 'none'}\n`)
  return again
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  process.exitCode = runTests(process.argv.slice(2))
}
