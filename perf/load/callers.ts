// The requests of a load that says the same each time: calls of a vendor, or of a gateway before it.
import type { Customer } from './customers.js'

export interface CallPlan {
  readonly host: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export function createCaller({ host, path, headers, body }: CallPlan): Customer {
  const fields = Object.entries({ Host: host, 'Content-Type': 'application/json', ...headers })
  const head = fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  const request = `POST ${path} HTTP/1.1\r\n${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  return { next: () => request, took: () => undefined }
}
