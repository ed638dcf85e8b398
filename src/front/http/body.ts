// From a request's body to the value that a schema describes, or the fault that names what is wrong.
import type { TSchema } from '@sinclair/typebox'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { Problem } from '../../problem.js'
import { faultsOf } from './field-faults.js'
import type { Request } from './request.js'

const jsonType = /^application\/(?:[a-z0-9.+-]+\+)?json\s*(?:;|$)/i

/** Reads bodies of one schema. JSON.parse decides on doubled names: the last one counts (RFC 8259 §4). */
export function createBodyReader(schema: TSchema): (request: Request) => unknown {
  const check = TypeCompiler.Compile(schema)
  let last: { readonly request: Request; readonly value: unknown } | undefined
  return request => {
    // A turn may be read twice, before its token is verified and after.
    if (last?.request === request) return last.value
    const text = textOf(request)
    const value = parse(text)
    if (!check.Check(value)) throw new Problem('invalid-field', { errors: faultsOf(check, value) })
    last = { request, value }
    return value
  }
}

function textOf(request: Request): string {
  return receivedText(request, type => type === 'application/json' || jsonType.test(type))
}

/** A request's body as it came. Throws Problem 'too-large', 'unsupported-media-type' or 'invalid-utf8'. */
export function receivedText({ body, headers }: Request, takes: (type: string) => boolean): string {
  if (body.kind === 'too-large' || body.kind === 'endless') throw new Problem('too-large')
  if (body.kind === 'no-room') throw new Problem('overloaded')
  const coding = headers.get('content-encoding') ?? 'identity'
  if (coding.trim().toLowerCase() !== 'identity') {
    throw new Problem('unsupported-media-type', {
      detail: 'A compressed body is not taken: send it without Content-Encoding',
      headers: { 'Accept-Encoding': 'identity' },
    })
  }
  if (!takes(headers.get('content-type') ?? '')) throw new Problem('unsupported-media-type')
  if (body.kind === 'invalid-utf8') throw new Problem('invalid-utf8')
  return body.kind === 'text' ? body.text : ''
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Problem('malformed-json')
  }
}
