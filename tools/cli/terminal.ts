// A command, and what it is run with.

export interface Terminal {
  readonly env: NodeJS.ProcessEnv
  /** A person looks at it; otherwise a program reads what is written. */
  readonly isInteractive: boolean
  write(text: string): void
}

/** Resolves with the exit code. Throws UsageError. */
export type Command = (args: readonly string[], terminal: Terminal) => Promise<number>
