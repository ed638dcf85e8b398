// The common part of the tools' command lines: saying what is wrong with them, and reading a span of time.

/** A command line that cannot be obeyed. Its message is all the user needs to see. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

const secondsIn: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }

/** `30s`, `15m`, `1h`, `7d` in seconds. */
export function readSpan(flag: string, span: string): number {
  const [, count = '', unit = ''] = /^([1-9]\d{0,6})([smhd])$/.exec(span) ?? []
  const seconds = secondsIn[unit]
  if (seconds === undefined) throw new UsageError(`--${flag} must be like 30s, 15m, 1h or 7d, got "${span}"`)
  return Number(count) * seconds
}

/** A whole number from `least` on. */
export function readWhole(flag: string, value: string, least: number): number {
  const number = Number(value)
  if (/^\d+$/.test(value) && Number.isSafeInteger(number) && number >= least) return number
  throw new UsageError(`--${flag} must be a whole number of at least ${least}, got "${value}"`)
}

/** Runs a tool's main function: a usage error is one sentence and exit code 64 (EX_USAGE), a bug keeps its stack. */
export async function runTool(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main()
  } catch (fault) {
    if (!isUsageFault(fault)) throw fault
    process.stderr.write(`${fault.message}\n`)
    process.exitCode = 64
  }
}

/** Also what node:util's parseArgs throws about unknown flags and missing values. */
function isUsageFault(fault: unknown): fault is Error {
  if (fault instanceof UsageError) return true
  return fault instanceof TypeError && 'code' in fault && String(fault.code).startsWith('ERR_PARSE_ARGS')
}
