// Makes the request of a call to the shop's API: address, headers, body. The values were checked before.
import { createHmac, sign as signWith } from 'node:crypto'
import type { OutboundCall } from '../outbound/outbound.js'
import type { McpServer, Tool, ToolArguments, ToolAuth, ToolParameter } from './tool.js'
import { placeholdersIn } from './tool.js'

/** On whose behalf a call is made: the customer of the token, never one that a text or a model names, in one of their turns. */
export interface OnBehalfOf {
  readonly uid: string
  /** Keyed hash of shop and uid. */
  readonly owner: string
  readonly shop: string
  readonly dialogId: string
  /** The shop's own pseudonym for the customer, where the token had one. */
  readonly ref?: string | undefined
  /** The turn's; absent where a call is made for none. */
  readonly traceparent?: string
}

/** A call of a tool on its way to the shop. */
export interface SentCall {
  readonly tool: Tool
  readonly args: ToolArguments
  readonly who: OnBehalfOf
  readonly stamp: CallStamp
}

/** The id is the token's `jti`, and the key by which the shop recognises a write that comes twice. */
export interface CallStamp {
  readonly id: string
  /** Epoch milliseconds. */
  readonly now: number
}

const TOKEN_S = 30

export function requestOf({ args, ...call }: SentCall): OutboundCall {
  const { request, risk } = call.tool
  const { method } = request
  const inUrl = placeholdersIn(request.url)
  const url = new URL(
    inUrl.reduce((text, name) => text.replaceAll(`{${name}}`, encoded(args[name])), request.url),
  )
  const rest = Object.entries(args).filter(([name]) => !inUrl.includes(name))
  const isBodied = risk !== 'read'
  if (!isBodied) for (const [name, value] of rest) url.searchParams.set(name, String(value))
  const headers = { accept: 'application/json', ...customerHeaders(url, call) }
  if (!isBodied) return { method, url, headers }
  return {
    method,
    url,
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(Object.fromEntries(rest)),
  }
}

/** The headers that say whose call it is. An API that wants that in the query gets it written into the address. */
export function customerHeaders(
  url: URL,
  { tool, who, stamp }: Omit<SentCall, 'args'>,
): Readonly<Record<string, string>> {
  const { auth, risk } = tool
  if (auth.kind === 'header' && auth.uid.kind === 'query') url.searchParams.set(auth.uid.name, who.uid)
  return {
    ...(who.traceparent !== undefined && { traceparent: who.traceparent }),
    ...authHeaders(tool, who, stamp),
    ...(risk !== 'read' && { 'idempotency-key': stamp.id }),
  }
}

function encoded(value: string | number | boolean | undefined): string {
  return encodeURIComponent(String(value ?? ''))
}

function authHeaders({ name, auth }: Tool, who: OnBehalfOf, stamp: CallStamp): Record<string, string> {
  if (auth.kind === 'jwt') {
    const { uid, shop, dialogId, ref } = who
    return bearer({ sub: uid, aud: name, shop, dialog_id: dialogId, ref }, auth, stamp)
  }
  const uid = auth.uid.kind === 'header' ? { [auth.uid.name]: headerSafe(who.uid) } : {}
  return { [auth.name]: auth.secret, ...uid }
}

/** The headers of a request for no customer: the names of a server's tools are nobody's. */
export function listingHeaders({ auth, shop }: McpServer, stamp: CallStamp): Record<string, string> {
  if (auth.kind === 'jwt') return bearer({ aud: 'tools/list', shop }, auth, stamp)
  return { [auth.name]: auth.secret }
}

/** A header takes visible ASCII; any other uid is percent-encoded. */
function headerSafe(uid: string): string {
  return /^[!-~]+$/.test(uid) ? uid : encodeURIComponent(uid)
}

type JwtAuth = Extract<ToolAuth, { kind: 'jwt' }>

function bearer(claims: object, auth: JwtAuth, { id, now }: CallStamp): Record<string, string> {
  const iat = Math.floor(now / 1000)
  const token = tokenOf({ ...claims, jti: id, iat, exp: iat + TOKEN_S }, auth)
  return { authorization: `Bearer ${token}` }
}

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
