// The placeholders of one vault in texts: found in what the vendor says, and replaced for whoever gets the text.
import type { MarkedStream, Placeholders } from './placeholders.js'
import type { Vault, VaultEntry } from './vault.js'

/** In the private use area, beyond the characters that folding puts in (chars.ts). */
const FIRST_MARK = 0xe100
const marks = /[\ue100-\ue1ff]/g

/** The longest placeholder, ⟦resident_id_32⟧, has 14 characters between its brackets. */
const placeholder = /⟦[^⟦⟧]{0,14}⟧/g
const begun = /⟦[^⟦⟧]{0,14}$/
/** For a placeholder of which nothing is known. */
const UNKNOWN = '***'

interface Finder {
  readonly value: RegExp
  readonly mark: string
}

export function vaultPlaceholders(vault: Vault): Placeholders {
  const markOf = new Map(vault.map(({ label }, at) => [label, String.fromCharCode(FIRST_MARK + at)]))
  const entryOf = (mark: string) => vault[mark.charCodeAt(0) - FIRST_MARK]
  const filled = (part: (entry: VaultEntry) => string) => (marked: string) =>
    marked.replace(marks, mark => {
      const entry = entryOf(mark)
      return entry === undefined ? UNKNOWN : part(entry)
    })
  /** A mark that the vendor wrote itself is no placeholder. */
  const marked = (text: string) =>
    text.replace(marks, UNKNOWN).replace(placeholder, label => markOf.get(label) ?? UNKNOWN)
  let finders: readonly Finder[] | undefined
  /** Few turns hide values: the expressions are made for the first of their texts. */
  const hidden = (text: string) => {
    finders ??= vault
      .toSorted((a, b) => b.value.length - a.value.length)
      .map(({ value, label }) => ({ value: aloneIn(value), mark: markOf.get(label) ?? UNKNOWN }))
    return finders.reduce((rest, { value, mark }) => rest.replace(value, mark), text.replace(marks, UNKNOWN))
  }

  return {
    isEmpty: vault.length === 0,
    marked,
    markedStream: () => markedStream(marked),
    hidden,
    namedIn: text => vault.filter(({ label }) => text.includes(label)),
    starred: filled(({ stars }) => stars),
    labelled: filled(({ label }) => label),
    own: filled(({ value }) => value),
  }
}

/** Finds the value where it is no part of a longer number. */
function aloneIn(value: string): RegExp {
  const plain = value.replace(/[^\p{L}\p{N}]/gu, char => `\\u{${char.codePointAt(0)?.toString(16)}}`)
  const before = /^\d/.test(value) ? '(?<!\\d)' : ''
  const after = /\d$/.test(value) ? '(?!\\d)' : ''
  return new RegExp(before + plain + after, 'gu')
}

function markedStream(marked: (text: string) => string): MarkedStream {
  let held = ''
  return {
    take(text) {
      const all = held + text
      held = begun.exec(all)?.[0] ?? ''
      return marked(all.slice(0, all.length - held.length))
    },
    rest() {
      const last = held
      held = ''
      return marked(last)
    },
  }
}
