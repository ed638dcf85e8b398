// The tools of the shop as the tools file describes them, read and checked. docs/tools.md explains each member to
// editors of the file.
import type { KeyObject } from 'node:crypto'

/** `read` changes nothing; `write` needs the customer's confirmation, `money` that of a seat. */
export type Risk = 'read' | 'write' | 'money'

export interface ToolParameter {
  readonly type: 'string' | 'integer' | 'number' | 'boolean'
  readonly description?: string
  /** The whole value must match. */
  readonly pattern?: RegExp
  readonly enum?: readonly (string | number)[]
  /** The real value is passed on, not the masked one. */
  readonly isRaw: boolean
}

/** The way in which a call names its customer to the shop's API. */
export type ToolAuth =
  /** A token that is signed for each call. */
  | {
      readonly kind: 'jwt'
      readonly key: KeyObject
      readonly algorithm: 'HS256' | 'RS256' | 'ES256' | 'EdDSA'
    }
  /** The API's own key; the customer is filled in at the place that the file names. */
  | { readonly kind: 'header'; readonly name: string; readonly secret: string; readonly uid: UidPlace }

export type UidPlace =
  | { readonly kind: 'query'; readonly name: string }
  | { readonly kind: 'header'; readonly name: string }

/** A sentence in each language; `{name}` stands for a parameter or a picked field. */
export interface Template {
  readonly zh?: string
  readonly en?: string
}

export interface ResultRule {
  /** JSON Pointer to the array of a listing; absent when the result is one thing. */
  readonly list?: string
  /** Name → JSON Pointer; in a listing relative to an item. Nothing else of the result is used. */
  readonly pick: Readonly<Record<string, string>>
  /** Characters of all picked fields together. */
  readonly maxChars: number
  /** Picked fields that may hold a person's own words. */
  readonly freeText: readonly string[]
  /** Characters of one field, where they are not the usual number. */
  readonly fieldChars?: number
  readonly card?: CardRule
}

export interface CardRule {
  readonly type: 'order' | 'product'
  /** Member of the card → JSON Pointer. */
  readonly map: Readonly<Record<string, string>>
}

/** The tool answers questions of these topics by itself. */
export interface DirectRule {
  readonly topics: readonly string[]
  /** The parameter that names the order. */
  readonly needs?: string
  /** The tool that lists the customer's candidates. */
  readonly from?: string
  readonly template: Template
}

export interface ConfirmRule {
  readonly by: 'customer' | 'seat'
  readonly ttlS: number
  readonly text: Template
}

export interface Tool {
  readonly name: string
  readonly about: string
  readonly shop: string
  readonly risk: Risk
  readonly parameters: ReadonlyMap<string, ToolParameter>
  readonly required: readonly string[]
  readonly request: {
    readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
    /** With `{name}` for parameters, after the host only. */
    readonly url: string
    /** Addresses of private networks may be called. */
    readonly isPrivate: boolean
    /** The address is that of an MCP server, which the call reaches in its protocol. */
    readonly isMcp?: true
  }
  readonly auth: ToolAuth
  readonly timeoutMs: number
  readonly cacheS: number
  readonly ratePerS: number
  readonly breaker: { readonly failures: number; readonly openMs: number }
  readonly result: ResultRule
  readonly direct?: DirectRule
  readonly confirm?: ConfirmRule
}

/** Values that were checked against the tool's parameters. */
export type ToolArguments = Readonly<Record<string, string | number | boolean>>

/** An MCP server. The file says which of its tools may be used, the server what they take. */
export interface McpServer {
  readonly url: string
  readonly isPrivate: boolean
  readonly shop: string
  readonly auth: ToolAuth
  readonly timeoutMs: number
  /** By name. Any other tool of the server is never used. */
  readonly allow: ReadonlyMap<string, AllowedTool>
}

/** The file's word on a tool of an MCP server, whose own hints can only raise the risk. */
export interface AllowedTool {
  readonly risk: Risk
  readonly confirm?: ConfirmRule
}

/** The whole file. */
export interface ToolSet {
  readonly tools: readonly Tool[]
  readonly servers: readonly McpServer[]
  /** Hosts to which addresses on cards may lead. */
  readonly linkHosts: readonly string[]
}

export const noTools: ToolSet = { tools: [], servers: [], linkHosts: [] }

const placeholder = /\{([A-Za-z0-9_]+)\}/g

/** The names in braces of a template or a URL, each once. */
export function placeholdersIn(text: string): readonly string[] {
  return [...new Set(Array.from(text.matchAll(placeholder), ([, name = '']) => name))]
}
