// The same messages through libraries from npm, each as its users set it up. They have other kinds than ours, so the
// measure is the plainest one: is the labelled value gone from the text, and does a clean message stay as it was?
import { OpenRedaction } from '@openredaction/core'
import { Redactor } from '@redactpii/node'
import { findPhoneNumbersInText } from 'libphonenumber-js/max'
import type { Message } from '../../perf/benches/masking/corpus.js'
import type { Masker } from '../../src/privacy/mask.js'

export interface Rival {
  readonly name: string
  redact(text: string): Promise<string>
}

export function rivals(masker: Masker): readonly Rival[] {
  const redactor = new Redactor({
    rules: { CREDIT_CARD: true, EMAIL: true, NAME: true, PHONE: true, SSN: true },
  })
  const shield = new OpenRedaction()
  return [
    { name: 'rushdesk', redact: async text => masker.mask(text).text },
    { name: '@redactpii/node', redact: async text => redactor.redact(text) },
    { name: '@openredaction/core', redact: async text => (await shield.detect(text)).redacted },
    { name: 'libphonenumber-js', redact: async text => withoutPhones(text) },
  ]
}

function withoutPhones(text: string): string {
  let redacted = ''
  let done = 0
  for (const { startsAt, endsAt } of findPhoneNumbersInText(text, 'CN')) {
    redacted += `${text.slice(done, startsAt)}[PHONE]`
    done = endsAt
  }
  return redacted + text.slice(done)
}

/** A Markdown table: share of values gone per kind, and of clean messages altered. */
export async function compare(messages: readonly Message[], all: readonly Rival[]): Promise<string> {
  const kinds = [...new Set(messages.flatMap(({ labels }) => labels.map(label => label.kind)))].sort()
  const columns = await Promise.all(all.map(rival => measure(messages, rival)))
  const rows = kinds.map(
    kind => `| ${kind} | ${columns.map(column => share(column.kinds.get(kind))).join(' | ')} |`,
  )
  const clean = `| altered clean messages | ${columns.map(column => share(column.clean)).join(' | ')} |`
  const head = `| kind | ${all.map(rival => rival.name).join(' | ')} |\n| --- |${' --- |'.repeat(all.length)}`
  return [head, ...rows, clean].join('\n')
}

interface Count {
  hit: number
  of: number
}

async function measure(messages: readonly Message[], rival: Rival) {
  const kinds = new Map<string, Count>()
  const clean: Count = { hit: 0, of: 0 }
  for (const { text, labels } of messages) {
    const redacted = await rival.redact(text)
    if (labels.length === 0) add(clean, redacted !== text)
    for (const { kind, start, end } of labels) {
      const count = kinds.get(kind) ?? { hit: 0, of: 0 }
      kinds.set(kind, count)
      add(count, !redacted.includes(text.slice(start, end)))
    }
  }
  return { kinds, clean }
}

function add(count: Count, isHit: boolean): void {
  count.of++
  if (isHit) count.hit++
}

function share(count: Count | undefined): string {
  return count ? (count.hit / count.of).toFixed(3) : '-'
}
