// A gray release as a document of the cluster: the part that operators write, and the part that its watch adds. Both
// are in one text, so that a verdict is a version like any other: in force everywhere within a second, kept over
// restarts, and settled by the first process that stores it.

import type { DocumentType } from '../documents/document.js'
import { clusterDocument } from '../documents/documents.js'
import {
  below,
  type Check,
  fault,
  type JsonRules,
  matching,
  oneOf,
  readFields,
  sentence,
  whole,
} from '../documents/fields.js'
import { isRecord } from '../json.js'
import type { VendorName } from '../llm/llm.js'
import { Problem } from '../problem.js'
import type { Finding } from './judge.js'
import { STABLE } from './variant.js'

const GRAY_STATES = [
  'off',
  'observing',
  'better',
  'same',
  'worse',
  'unclear',
  'rolled-back',
  'promoted',
] as const
export type GrayState = (typeof GRAY_STATES)[number]

export interface VariantOrder {
  readonly prompt?: string
  readonly model?: string
  readonly temperature?: number
  readonly max_tokens?: number
  readonly vendor?: VendorName
}

/** The part that operators write. */
export interface GrayDocument {
  readonly name: string
  readonly percent: number
  readonly offset: number
  readonly variant: VariantOrder
  readonly observe_s: number
  readonly on_worse: 'rollback' | 'hold'
  /** Required for a release that was rolled back before. */
  readonly again: boolean
}

export interface GrayRelease extends GrayDocument {
  readonly state: GrayState
  /** The reason why the release is better, worse or rolled back. */
  readonly finding?: Finding
  /** Id of this watch: counters of another watch do not count for it. '' before the first release. */
  readonly run: string
  /** Releases that were rolled back, by name and variant, the newest last. */
  readonly rolledBack: readonly string[]
}

const GRAY_DOCUMENT = clusterDocument('gray')

const REMEMBERED = 20
/** The same limit as for a shop's own prompt. */
const PROMPT_MAX = 16_000

const variantChecks: { readonly [Field in keyof VariantOrder]-?: Check } = {
  prompt: sentence(PROMPT_MAX),
  model: matching(/^[\w./:@-]{1,128}$/, 'must be the name of a model'),
  temperature: value =>
    typeof value === 'number' && value >= 0 && value <= 2 ? [] : [fault('must be a number from 0 to 2')],
  max_tokens: whole(1, 8_192),
  vendor: oneOf('primary', 'fallback'),
}

const checkVariant: Check = value => {
  if (!isRecord(value)) return [fault('must be a JSON object')]
  return Object.entries(value).flatMap(([name, given]) => {
    const check = variantChecks[name as keyof VariantOrder]
    // A misspelt field would change no answer, and the release would seem to do well.
    return below(`/${name}`, check === undefined ? [fault('is no part of a variant')] : check(given))
  })
}

const rules: JsonRules<GrayDocument> = {
  defaults: {
    name: 'canary',
    percent: 0,
    offset: 0,
    variant: {},
    observe_s: 1_800,
    on_worse: 'rollback',
    again: false,
  },
  checks: {
    name: value =>
      value === STABLE
        ? [fault('is the name of what everybody gets')]
        : matching(/^[a-z0-9-]{1,32}$/, 'must be 1 to 32 of a-z, 0-9 and -')(value),
    percent: whole(0, 100),
    offset: whole(0, 99),
    variant: checkVariant,
    observe_s: whole(180, 604_800),
    on_worse: oneOf('rollback', 'hold'),
    again: oneOf(true, false),
  },
}

export interface GrayDocumentType extends DocumentType<GrayRelease> {
  /** Reads a body as a release whose watch has not begun. Throws Problem 'invalid-field'. */
  read(body: unknown): GrayRelease
}

export interface GrayDocumentDeps {
  /** True when there is a second vendor to try a release with. */
  readonly hasFallback: boolean
  newId(): string
}

export function grayDocument({ hasFallback, newId }: GrayDocumentDeps): GrayDocumentType {
  const read = (body: unknown): GrayRelease => fresh(readFields(body, rules), { run: '', rolledBack: [] })
  return {
    nameOf: () => GRAY_DOCUMENT,
    start: read({}),
    read,
    parse: parseRelease,
    format: release => JSON.stringify(release),
    written: documentOf,
    check({ variant }) {
      if (variant.vendor !== 'fallback' || hasFallback) return
      const errors = [{ field: '/variant/vendor', message: 'there is no LLM_FALLBACK_URL or _MODEL' }]
      throw new Problem('invalid-field', { errors })
    },
    /** A release that an operator writes or brings back is watched from its beginning. */
    succeed(before, next) {
      if (next.percent > 0 && !next.again && before.rolledBack.includes(fingerprint(next))) {
        const errors = [{ field: '/again', message: 'must be true: this release was rolled back' }]
        throw new Problem('invalid-field', { errors })
      }
      return fresh(next, { run: newId(), rolledBack: before.rolledBack })
    },
  }
}

function fresh(document: GrayDocument, watch: Pick<GrayRelease, 'run' | 'rolledBack'>): GrayRelease {
  const { name, percent, offset, variant, observe_s, on_worse, again } = document
  const state = percent === 0 ? 'off' : 'observing'
  return { name, percent, offset, variant, observe_s, on_worse, again, state, ...watch }
}

/** The release after its watch has found a state. */
export function settled(release: GrayRelease, state: GrayState, finding: Finding | undefined): GrayRelease {
  const { finding: _earlier, ...kept } = release
  const told = finding === undefined ? kept : { ...kept, finding }
  if (state === 'promoted') return { ...told, state, percent: 100 }
  if (state !== 'rolled-back') return { ...told, state }
  const rolledBack = [...release.rolledBack, fingerprint(release)].slice(-REMEMBERED)
  return { ...told, state, percent: 0, again: false, rolledBack }
}

/** The part of a release that operators wrote. */
export function documentOf(release: GrayRelease): GrayDocument {
  const { state: _state, finding: _finding, run: _run, rolledBack: _past, ...own } = release
  return own
}

function fingerprint({ name, variant }: GrayDocument): string {
  const fields = Object.entries(variant).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([name, fields])
}

function parseRelease(text: string): GrayRelease {
  const stored: unknown = JSON.parse(text)
  const document = readFields(stored, rules)
  const { state, finding, run, rolledBack } = isRecord(stored) ? stored : {}
  if (!isState(state) || typeof run !== 'string' || !isTexts(rolledBack))
    throw new TypeError('a release has a state')
  return { ...document, state, run, rolledBack, ...(isFinding(finding) && { finding }) }
}

const isState = (value: unknown): value is GrayState => GRAY_STATES.some(state => state === value)

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every(one => typeof one === 'string')

const isFinding = (value: unknown): value is Finding =>
  isRecord(value) &&
  typeof value.metric === 'string' &&
  [value.stable, value.canary].every(share => typeof share === 'number')
