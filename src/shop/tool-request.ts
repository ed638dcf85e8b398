// Makes the request of a call to the shop's API: address, headers, body. The values were checked before.
import { createHmac, sign as signWith } from 'node:crypto'
import type { OutboundCall } from '../outbound/outbound.js'
import type { Tool, ToolArguments, ToolAuth, ToolParameter } from './tool.js'
import { placeholdersIn } from './tool.js'

/** On whose behalf a call is made: the customer of the token, never one that a text or a model names, in one of their turns. */
export interface OnBehalfOf {
  readonly uid: string
  /** Keyed hash of shop and uid. */
  readonly owner: string
  readonly shop: string
  readonly dialogId: string
  /** The turn's; absent where a call is made for none. */
  readonly traceparent?: string
}

/** The id is the token's `jti`, and the key by which the shop recognises a write that comes twice. */
export interface CallStamp {
  readonly id: string
  /** Epoch milliseconds. */
  readonly now: number
}

const TOKEN_S = 30

export function requestOf(
  tool: Tool,
  args: ToolArguments,
  { who, stamp }: { readonly who: OnBehalfOf; readonly stamp: CallStamp },
): OutboundCall {
  const { method, url: template } = tool.request
  const inUrl = placeholdersIn(template)
  const url = new URL(
    inUrl.reduce((text, name) => text.replaceAll(`{${name}}`, encoded(args[name])), template),
  )
  const rest = Object.entries(args).filter(([name]) => !inUrl.includes(name))
  const isBodied = tool.risk !== 'read'
  if (!isBodied) for (const [name, value] of rest) url.searchParams.set(name, String(value))
  const headers: Record<string, string> = {
    accept: 'application/json',
    ...(who.traceparent !== undefined && { traceparent: who.traceparent }),
    ...authHeaders(tool, who, stamp),
  }
  if (tool.auth.kind === 'header' && tool.auth.uid.kind === 'query')
    url.searchParams.set(tool.auth.uid.name, who.uid)
  if (!isBodied) return { method, url, headers }
  return {
    ...{ method, url },
    headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': stamp.id },
    body: JSON.stringify(Object.fromEntries(rest)),
  }
}

function encoded(value: string | number | boolean | undefined): string {
  return encodeURIComponent(String(value ?? ''))
}

function authHeaders({ name, auth }: Tool, who: OnBehalfOf, stamp: CallStamp): Record<string, string> {
  if (auth.kind === 'jwt') return { authorization: `Bearer ${tokenOf(claimsFor(name, who, stamp), auth)}` }
  const uid = auth.uid.kind === 'header' ? { [auth.uid.name]: headerSafe(who.uid) } : {}
  return { [auth.name]: auth.secret, ...uid }
}

/** A header takes visible ASCII; any other uid is percent-encoded. */
function headerSafe(uid: string): string {
  return /^[!-~]+$/.test(uid) ? uid : encodeURIComponent(uid)
}

function claimsFor(tool: string, { uid, shop, dialogId }: OnBehalfOf, { id, now }: CallStamp) {
  const iat = Math.floor(now / 1000)
  return { sub: uid, aud: tool, shop, dialog_id: dialogId, jti: id, iat, exp: iat + TOKEN_S }
}

type JwtAuth = Extract<ToolAuth, { kind: 'jwt' }>

function tokenOf(claims: object, auth: JwtAuth): string {
  const signed = `${encodeJson({ alg: auth.algorithm, typ: 'JWT' })}.${encodeJson(claims)}`
  return `${signed}.${signatureOf(signed, auth)}`
}

function encodeJson(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

/** RFC 7518 §3: ES256 signs as r and s side by side, not as DER. */
function signatureOf(text: string, { key, algorithm }: JwtAuth): string {
  switch (algorithm) {
    case 'HS256':
      return createHmac('sha256', key).update(text).digest('base64url')
    case 'RS256':
      return signWith('sha256', Buffer.from(text), key).toString('base64url')
    case 'ES256':
      return signWith('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')
    case 'EdDSA':
      return signWith(null, Buffer.from(text), key).toString('base64url')
  }
}

/** The arguments if they fit the tool's parameters, else undefined. An argument that is no parameter does not fit. */
export function checkedArguments(
  tool: Pick<Tool, 'parameters' | 'required'>,
  given: unknown,
): ToolArguments | undefined {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return undefined
  const entries = Object.entries(given)
  const fit = entries.every(([name, value]) => {
    const parameter = tool.parameters.get(name)
    return parameter !== undefined && fits(parameter, value)
  })
  const isWhole = tool.required.every(name => Object.hasOwn(given, name))
  return fit && isWhole ? (Object.fromEntries(entries) as ToolArguments) : undefined
}

const LONGEST_VALUE = 500
/** Longer values could keep a pattern busy: pattern-cost.ts bounds a pattern's time for texts of this length. */
const LONGEST_MATCHED = 128

function fits({ type, pattern, enum: values }: ToolParameter, value: unknown): boolean {
  if (values && !values.includes(value as string | number)) return false
  switch (type) {
    case 'boolean':
      return typeof value === 'boolean'
    case 'integer':
      return Number.isSafeInteger(value)
    case 'number':
      return typeof value === 'number' && Number.isFinite(value)
    case 'string':
      return typeof value === 'string' && fitsText(value, pattern)
  }
}

function fitsText(value: string, pattern: RegExp | undefined): boolean {
  // A dot or two as a whole step of a path would lead out of the file's address, however they are encoded.
  if (value === '' || value === '.' || value === '..' || /\p{Cs}/u.test(value)) return false
  if (pattern === undefined) return value.length <= LONGEST_VALUE
  return value.length <= LONGEST_MATCHED && pattern.test(value)
}
