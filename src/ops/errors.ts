// The fields of an error that a log may hold. Libraries hang the arguments of a failed command on it, and messages
// quote the text that they stumbled over: of both, nothing is written.

export interface ErrorFields {
  readonly type: string
  /** Up to the first quotation mark: what stands in quotes may be somebody's text. */
  readonly message?: string
  readonly code?: string
  /** Where it was thrown, without the message. */
  readonly stack?: string
  readonly cause?: ErrorFields
}

export function errorFields(error: unknown): ErrorFields {
  if (!(error instanceof Error)) return { type: typeof error }
  const { name: type, message, stack = '', cause } = error
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  return {
    type,
    message: message.split(/['"`“”]/, 1)[0] ?? '',
    ...(code !== undefined && { code }),
    stack: stack
      .split('\n')
      .filter(line => /^ {4}at /.test(line))
      .join('\n'),
    ...(cause !== undefined && { cause: errorFields(cause) }),
  }
}
