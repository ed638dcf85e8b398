// Pages and the widget as routes, under a policy that lets nothing in from other hosts.
import { type Encoding, encodingOf } from '../http/compress.js'
import type { ResponseHeaders, WholeReply } from '../http/reply.js'
import type { Route } from '../http/route.js'
import type { PageFile } from './page-files.js'

export const lives: Readonly<Record<PageFile['life'], string>> = {
  page: 'no-cache',
  short: 'public, max-age=300',
  forever: 'public, max-age=31536000, immutable',
}

const policyOf = (path: string) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: https:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    // Swagger UI has its sanitizer make a policy; all other pages need none.
    `trusted-types ${path === '/docs' ? 'dompurify' : "'none'"}`,
  ].join('; ')

/** Headers of every page besides its policy: it is neither sniffed nor named to others, and no opener reaches it. */
const securityHeaders: ResponseHeaders = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
}

/** A shop's page on another origin loads the widget as a module, which browsers do with CORS only. */
export const forShops: ResponseHeaders = {
  'Access-Control-Allow-Origin': '*',
  'Cross-Origin-Resource-Policy': 'cross-origin',
}

export function pageRoutes(files: readonly PageFile[]): Route[] {
  return files.map(file => {
    const replies = repliesOf(file)
    return {
      method: 'GET',
      path: file.path,
      summary: 'A page',
      who: 'open',
      isFile: true,
      replies: { 200: { description: 'The file', type: file.type } },
      problems: [],
      handle: ({ request }) =>
        replies[encodingOf(request.headers.get('accept-encoding') ?? '') ?? 'identity'],
    }
  })
}

function repliesOf({
  path,
  type,
  body,
  br,
  gzip,
  life,
}: PageFile): Record<Encoding | 'identity', WholeReply> {
  const headers: ResponseHeaders = {
    'Cache-Control': lives[life],
    Vary: 'Accept-Encoding',
    ...(life === 'page' && { ...securityHeaders, 'Content-Security-Policy': policyOf(path) }),
    ...(path.startsWith('/widget') && forShops),
  }
  const reply = (content: Uint8Array, encoding: string): WholeReply => ({
    status: 200,
    type,
    body: content,
    headers: { ...headers, 'Content-Encoding': encoding },
  })
  return {
    br: reply(br, 'br'),
    gzip: reply(gzip, 'gzip'),
    identity: { status: 200, type, body, headers },
  }
}
