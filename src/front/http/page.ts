// HTML pages: what keeps a page of ours from being framed, sniffed, or made to load from elsewhere.
import { createHash } from 'node:crypto'
import type { WholeReply } from './reply.js'

export interface PageSource {
  readonly title: string
  /** CSS of the page; only this very text may style it. */
  readonly style: string
  /** HTML, already escaped. */
  readonly body: string
}

/** A page without scripts and without anything from another host. */
export function page({ title, style, body }: PageSource): WholeReply {
  const styleHash = createHash('sha256').update(style).digest('base64')
  return {
    status: 200,
    type: 'text/html; charset=utf-8',
    body: `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escapeHtml(title)}</title><meta name="viewport" content="width=device-width"><style>${style}</style>${body}</html>`,
    headers: {
      ...securityHeaders,
      'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    },
  }
}

/** Headers of every page besides its content security policy. */
export const securityHeaders = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, char => entities[char] ?? char)
}
