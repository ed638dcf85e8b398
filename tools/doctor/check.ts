// A check of the doctor: one thing that may be wrong with an installation, and what to do about it.

export interface Finding {
  readonly status: 'ok' | 'warn' | 'fault' | 'skip'
  /** The finding. */
  readonly message: string
  /** The step to take; '' when there is none. */
  readonly hint: string
}

export interface Check {
  /** Lower-case words joined by hyphens. */
  readonly name: string
  run(): Finding | Promise<Finding>
}

export interface CheckResult extends Finding {
  readonly name: string
}

export const ok = (message: string): Finding => ({ status: 'ok', message, hint: '' })
export const warn = (message: string, hint: string): Finding => ({ status: 'warn', message, hint })
export const fault = (message: string, hint: string): Finding => ({ status: 'fault', message, hint })
export const skip = (message: string): Finding => ({ status: 'skip', message, hint: '' })

/** One after another, so that none disturbs what another measures. A check that breaks is a fault of its own. */
export async function runChecks(checks: readonly Check[]): Promise<CheckResult[]> {
  const results: CheckResult[] = []
  for (const check of checks) {
    const finding = await Promise.resolve()
      .then(() => check.run())
      .catch((error: unknown) =>
        fault(`the check broke: ${reasonOf(error)}`, 'Tell us: this is a fault of rushdesk'),
      )
    results.push({ name: check.name, ...finding })
  }
  return results
}

/** 0, 1 with warnings, 2 with faults. */
export function exitCodeOf(results: readonly CheckResult[]): number {
  if (results.some(({ status }) => status === 'fault')) return 2
  return results.some(({ status }) => status === 'warn') ? 1 : 0
}

const signs = { ok: '  ok ', warn: 'warn ', fault: 'FAULT', skip: 'skip ' }

/** A line each, and what to do below it. */
export function resultsText(results: readonly CheckResult[]): string {
  const width = Math.max(...results.map(({ name }) => name.length))
  const lines = results.flatMap(({ name, status, message, hint }) => [
    `${signs[status]}  ${name.padEnd(width)}  ${message}`,
    ...(hint === '' ? [] : [`${' '.repeat(width + 9)}${hint}`]),
  ])
  return `${lines.join('\n')}\n`
}

/** A code where there is one: messages of others may quote what they were given. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(cause instanceof Error)) return String(cause)
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message
}
