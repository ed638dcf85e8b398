// Answers that an operator pinned: a shop's own, served for every turn whose normal form is equal, on every process.
import type { DocumentType } from '../documents/document.js'
import { shopDocument } from '../documents/documents.js'
import { watchDocuments } from '../documents/in-force.js'
import { normalise } from '../faq/normalise.js'
import { type AlterationOf, type Given, refusePersonal } from '../faq/personal.js'
import { hasTexts, isRecord, readJson } from '../json.js'
import { type FieldFault, Problem } from '../problem.js'
import type { Settings } from '../settings/settings.js'

export interface Pin {
  readonly question: string
  readonly answer: string
}

export interface PinnedDocument {
  readonly pinned: readonly Pin[]
}

export interface CountedPin extends Pin {
  /** Times this process has served it since it was pinned. */
  hits: number
}

export interface Pinned {
  find(shop: string, form: string): CountedPin | undefined
  list(shop: string): readonly CountedPin[]
}

const MOST = 1_000

type ByForm = ReadonlyMap<string, CountedPin>

const pinnedText: Pick<DocumentType<PinnedDocument>, 'nameOf' | 'start' | 'parse'> = {
  nameOf: shop => shopDocument('hot', shop),
  start: { pinned: [] },
  parse: parsePins,
}

export interface PinnedDeps {
  readonly settings: Pick<Settings, 'watch'>
  /** Called with each version that cannot be read. */
  onStray(topic: string): void
}

export function createPinned(deps: PinnedDeps): Pinned {
  const byForm = watchDocuments<PinnedDocument, ByForm>({ ...deps, type: pinnedText, become: indexed })
  return {
    find: (shop, form) => byForm.of(shop).get(form),
    list: shop => [...byForm.of(shop).values()],
  }
}

/** The pinned answers of a shop, replaced as a whole. They are served as they are, so they may hold no personal data. */
export function pinnedDocument(alterationOf: AlterationOf): DocumentType<PinnedDocument> {
  return {
    ...pinnedText,
    format: ({ pinned }) => JSON.stringify(pinned.map(({ question, answer }) => ({ question, answer }))),
    async check({ pinned }, shop) {
      const errors = faultsOf(pinned)
      if (errors.length > 0) throw new Problem('invalid-field', { errors })
      await refusePersonal(textsOf(pinned), alterationOf, shop)
    },
  }
}

function parsePins(text: string): PinnedDocument {
  const pinned = readJson(text, isPins)
  if (pinned === undefined) throw new TypeError('pinned answers are a list of questions and answers')
  return { pinned }
}

const isPins = (value: unknown): value is Pin[] =>
  Array.isArray(value) && value.every(pin => isRecord(pin) && hasTexts(pin, 'question', 'answer'))

function textsOf(pins: readonly Pin[]): Given[] {
  return pins.flatMap(({ question, answer }, i) => [
    { field: `/pinned/${i}/question`, text: question },
    { field: `/pinned/${i}/answer`, text: answer },
  ])
}

function indexed({ pinned }: PinnedDocument): ByForm {
  return new Map(pinned.map(pin => [normalise(pin.question), { ...pin, hits: 0 }]))
}

function faultsOf(pins: readonly Pin[]): FieldFault[] {
  if (pins.length > MOST) return [{ field: '/pinned', message: `must hold at most ${MOST}` }]
  const seen = new Set<string>()
  return pins.flatMap(({ question, answer }, i) => {
    const form = normalise(question)
    const isTwice = seen.has(form)
    seen.add(form)
    return [
      ...(form === '' ? [{ field: `/pinned/${i}/question`, message: 'must hold a word' }] : []),
      ...(isTwice ? [{ field: `/pinned/${i}/question`, message: 'asks the same as an earlier one' }] : []),
      ...(answer.trim() === '' ? [{ field: `/pinned/${i}/answer`, message: 'must not be empty' }] : []),
    ]
  })
}
