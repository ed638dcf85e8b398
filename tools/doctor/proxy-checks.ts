// Does the proxy in front wait as long as we do? Its configuration is read, nginx's or HAProxy's; the proxy is not asked.
import { readFileSync } from 'node:fs'
import { type Check, type Finding, fault, ok, reasonOf, skip, warn } from './check.js'

/** The longest silence of a long poll, and of a WebSocket between two pings. */
const POLL_S = 25
const PING_S = 60
/** An idle connection is closed after this time, so a proxy must have closed it before. */
const IDLE_S = 8

/** The times of a proxy's configuration, in seconds. */
interface ProxyTimes {
  /** The longest silence of an answer. */
  readonly readS: number
  /** The longest silence of a WebSocket. */
  readonly tunnelS: number
  /** The longest idle time of a kept connection to us; 0 where none is kept. */
  readonly idleS: number
  /** `X-Accel-Buffering` is ignored, so event streams are held back. */
  readonly isBuffering: boolean
}

export function proxyChecks(path: string | undefined): Check[] {
  return [{ name: 'proxy', run: () => proxy(path) }]
}

function proxy(path: string | undefined): Finding {
  if (path === undefined) return skip('no --proxy: no configuration of nginx or HAProxy is read')
  let text: string
  try {
    text = readFileSync(path, 'utf8').replace(/(^|\s)#.*$/gm, '$1')
  } catch (error) {
    return fault(`--proxy: ${reasonOf(error)}`, 'Name the configuration file of nginx or HAProxy')
  }
  if (/\bproxy_pass\s/.test(text)) return judge(nginxTimes(text))
  if (/^\s*backend\s/m.test(text)) return judge(haproxyTimes(text))
  return fault(
    'this is neither an nginx configuration with proxy_pass nor a HAProxy one with a backend',
    'Name the file that holds the way to rushdesk; deploy/ has samples',
  )
}

function judge({ readS, tunnelS, idleS, isBuffering }: ProxyTimes): Finding {
  if (isBuffering)
    return fault(
      'the proxy ignores X-Accel-Buffering: event streams are held back',
      'Take X-Accel-Buffering out of proxy_ignore_headers',
    )
  if (readS <= POLL_S)
    return fault(
      `the proxy gives up on an answer after ${readS} s, long polls take ${POLL_S} s`,
      'proxy_read_timeout 90s, or timeout server 90s',
    )
  if (tunnelS <= PING_S)
    return warn(
      `the proxy ends a WebSocket after ${tunnelS} s of silence, pings come every ${PING_S} s`,
      'proxy_read_timeout 90s, or timeout tunnel 1h',
    )
  if (idleS >= IDLE_S)
    return warn(
      `the proxy keeps idle connections to us for ${idleS} s, we close them after ${IDLE_S} s: a request may meet the end`,
      'keepalive_timeout 5s in the upstream block, or option http-server-close',
    )
  return ok(`waits ${readS} s for an answer, ${tunnelS} s for a WebSocket; closes idle connections before us`)
}

const units: Readonly<Record<string, number>> = { us: 1e-6, ms: 0.001, s: 1, m: 60, h: 3_600, d: 86_400 }

/** A time of a configuration, such as `90s`; a number alone is of `unit`. */
function seconds(text: string, unit: 's' | 'ms'): number {
  const [, number = '', own = ''] = /^(\d+)([a-z]*)$/.exec(text) ?? []
  return Number(number) * (units[own || unit] ?? Number.NaN)
}

/** The smallest of all that the expression finds; what is not set has its default. */
function least(text: string, pattern: RegExp, { unit, otherwise }: Unset): number {
  const found = [...text.matchAll(pattern)].map(([, value = '']) => seconds(value, unit))
  return found.length === 0 ? otherwise : Math.min(...found)
}

interface Unset {
  readonly unit: 's' | 'ms'
  readonly otherwise: number
}

/** nginx: an answer and a WebSocket have the same time, 60 s by default; so has an idle connection to an upstream. */
function nginxTimes(text: string): ProxyTimes {
  const readS = least(text, /\bproxy_read_timeout\s+(\w+)\s*;/g, { unit: 's', otherwise: 60 })
  const upstreams = [...text.matchAll(/\bupstream\s+\S+\s*\{([^}]*)\}/g)].map(([, body = '']) => body)
  const idle = upstreams
    .filter(body => /\bkeepalive\s+\d/.test(body))
    .map(body => least(body, /\bkeepalive_timeout\s+(\w+)\s*;/g, { unit: 's', otherwise: 60 }))
  const isBuffering = /\bproxy_ignore_headers\b[^;]*X-Accel-Buffering/i.test(text)
  return { readS, tunnelS: readS, idleS: Math.max(0, ...idle), isBuffering }
}

/** HAProxy: what is not set never ends. It has no idle time of its own towards servers, so their connections may not be
 *  kept. */
function haproxyTimes(text: string): ProxyTimes {
  const of = (name: string, otherwise: number) =>
    least(text, new RegExp(`^\\s*timeout\\s+${name}\\s+(\\w+)`, 'gm'), { unit: 'ms', otherwise })
  const readS = of('server', Number.POSITIVE_INFINITY)
  const isKept = !/^\s*option\s+(?:http-server-close|httpclose)\b/m.test(text)
  return { readS, tunnelS: of('tunnel', readS), idleS: isKept ? readS : 0, isBuffering: false }
}
