// The header Idempotency-Key of a customer's acts.
import { Type } from '@sinclair/typebox'
import type { Request } from '../http/request.js'
import type { Parameter } from '../http/route.js'
import { checkKey } from './admit.js'

const NAME = 'Idempotency-Key'

export const idempotencyKey: Parameter = {
  in: 'header',
  name: NAME,
  schema: Type.String({ pattern: '^[!-~]{1,64}$' }),
  description: 'A repetition with the same key changes nothing.',
}

/** Throws Problem 'invalid-field'. */
export function keyOf({ headers }: Pick<Request, 'headers'>): string | undefined {
  const key = headers.get('idempotency-key')
  checkKey(key, NAME)
  return key
}
