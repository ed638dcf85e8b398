// How one environment variable is read: each kind turns a string into a value or says what was expected.

import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { parseRedisUrl } from '../redis/url.js'

/** Reads one variable. `expects` completes the sentence "NAME must be …". */
export interface VariableKind<T> {
  readonly expects: string
  readonly fallback: T
  /** The default as an operator would write it. */
  readonly shown: string
  readonly isSecret: boolean
  /** The value, or undefined when the text is not acceptable. */
  parse(text: string): T | undefined
}

/** A whole number in a closed range. */
export function whole(fallback: number, least: number, most: number): VariableKind<number> {
  return {
    expects: `an integer ${least}..${most}`,
    fallback,
    shown: String(fallback),
    isSecret: false,
    parse(text) {
      const value = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN
      return value >= least && value <= most ? value : undefined
    },
  }
}

/** One of a few words. */
export function oneOf<const W extends string>(fallback: W, ...others: W[]): VariableKind<W> {
  const words: readonly W[] = [fallback, ...others]
  return {
    expects: words.join('|'),
    fallback,
    shown: fallback,
    isSecret: false,
    parse: text => words.find(word => word === text),
  }
}

/** A vendor's price of a million tokens, in whatever currency the operator counts. */
export interface Price {
  readonly prompt: number
  readonly completion: number
}

/** Two prices, `PROMPT,COMPLETION`. */
export function price(): VariableKind<Price> {
  return {
    expects: 'two prices of a million tokens, PROMPT,COMPLETION',
    fallback: { prompt: 0, completion: 0 },
    shown: '',
    isSecret: false,
    parse(text) {
      const [, prompt, completion] = /^(\d{1,9}(?:\.\d{1,9})?),(\d{1,9}(?:\.\d{1,9})?)$/.exec(text) ?? []
      return prompt === undefined ? undefined : { prompt: Number(prompt), completion: Number(completion) }
    },
  }
}

/** Any text; '' means not set. */
export function text(fallback = ''): VariableKind<string> {
  return { expects: 'a text', fallback, shown: fallback, isSecret: false, parse: value => value }
}

/** The characters of a prefix of names in Redis. Braces would change which keys share a slot. */
export function prefix(): VariableKind<string> {
  return {
    expects: '1 to 64 letters, digits and . _ : -',
    fallback: '',
    shown: '',
    isSecret: false,
    parse: value => (/^[\w.:-]{1,64}$/.test(value) ? value : undefined),
  }
}

/** Any text that must never be printed. */
export function secret(): VariableKind<string> {
  return {
    expects: 'a secret',
    fallback: '',
    shown: '',
    isSecret: true,
    parse: value => value,
  }
}

/** A secret that goes into a header, which carries visible ASCII and nothing else. */
export function headerSecret(): VariableKind<string> {
  return {
    ...secret(),
    expects: 'visible ASCII characters, without blanks and line breaks',
    parse: value => (/^[\x21-\x7e]+$/.test(value) ? value : undefined),
  }
}

/** A web address. Something secret may stand in its path or query, so it is never printed. A user and a password are
 *  refused, because HTTP clients drop them without a word. */
export function webUrl(): VariableKind<string> {
  return {
    expects: 'a URL with http: or https:, with a host and without user:password@',
    fallback: '',
    shown: '',
    isSecret: true,
    parse(value) {
      if (!/^https?:\/\/[^/?#@\\\s][^\s]*$/i.test(value) || !URL.canParse(value)) return undefined
      const { username, password, port } = new URL(value)
      return username === '' && password === '' && port !== '0' ? value : undefined
    },
  }
}

/** One of the five forms of REDIS_URL. A password may stand in it, so it is never printed. */
export function redisUrl(): VariableKind<string> {
  return {
    expects: 'a URL with redis: or rediss: or unix: or redis+sentinel: or redis+cluster:',
    fallback: '',
    shown: '',
    isSecret: true,
    parse: value => (parseRedisUrl(value) === undefined ? undefined : value),
  }
}

/** Comma-separated addresses and CIDRs of either family. */
export function networks(): VariableKind<readonly string[]> {
  const isNetwork = (item: string) =>
    item.includes('/') ? isIP(item.split('/')[0] ?? '') > 0 && ipaddr.isValidCIDR(item) : isIP(item) > 0
  const items = list()
  return {
    ...items,
    expects: 'a comma-separated list of addresses or CIDRs',
    parse(value) {
      const parsed = items.parse(value)
      return parsed?.every(isNetwork) ? parsed : undefined
    },
  }
}

/** Seconds to wait, one after the other. */
export function spans(fallback: readonly number[]): VariableKind<readonly number[]> {
  const second = whole(0, 1, 604_800)
  return {
    expects: '1 to 20 comma-separated integers 1..604800',
    fallback,
    shown: fallback.join(','),
    isSecret: false,
    parse(value) {
      const parsed = value.split(',').map(item => second.parse(item.trim()))
      const read = parsed.filter(item => item !== undefined)
      return read.length === parsed.length && read.length <= 20 ? read : undefined
    },
  }
}

/** Comma-separated texts. */
export function list(): VariableKind<readonly string[]> {
  return {
    expects: 'a comma-separated list',
    fallback: [],
    shown: '',
    isSecret: false,
    parse: value =>
      value
        .split(',')
        .map(item => item.trim())
        .filter(item => item !== ''),
  }
}

/** A part of a whole. */
export function share(fallback: number): VariableKind<number> {
  return {
    expects: 'a number from 0 to 1',
    fallback,
    shown: String(fallback),
    isSecret: false,
    parse: value => (/^(?:0(?:\.\d{1,9})?|1(?:\.0{1,9})?)$/.test(value) ? Number(value) : undefined),
  }
}

/** Pairs as OpenTelemetry writes them: `key=value,key=value`, values percent-encoded where they must be. */
export function attributes(): VariableKind<Readonly<Record<string, string>>> {
  return {
    expects: 'pairs key=value, separated by commas',
    fallback: {},
    shown: '',
    isSecret: false,
    parse(value) {
      const pairs = value.split(',').map(pair => /^\s*([\w.-]{1,128})=([^,\s]{0,256})\s*$/.exec(pair))
      const known = pairs.filter(pair => pair !== null)
      if (known.length !== pairs.length) return undefined
      try {
        return Object.fromEntries(known.map(([, key, text]) => [key, decodeURIComponent(text ?? '')]))
      } catch {
        return undefined // A percent sign that begins no character.
      }
    },
  }
}
