// A dialog's values and their placeholders, as plain state. Pure. The same value has the same placeholder throughout the
// dialog; a value that finds no room stays starred.
import type { HeldValue } from './placeholders.js'

export interface VaultEntry extends Omit<HeldValue, 'start'> {
  readonly label: string
}

export type Vault = readonly VaultEntry[]

/** No placeholder is longer than ⟦resident_id_32⟧, which has 16 characters. */
const ENTRIES = 32
/** UTF-16 units of all values and their stars. */
const LENGTH = 2_048

/** The vault with the values that are new to it; the same vault when there is none. */
export function grown(vault: Vault, held: readonly HeldValue[]): Vault {
  const all = [...vault]
  for (const one of held) {
    if (find(all, one) === undefined && hasRoom(all, one)) all.push(entryOf(all, one))
  }
  return all.length > vault.length ? all : vault
}

/** The masked text with placeholders where the vault has the value. */
export function labelledText(masked: string, held: readonly HeldValue[], vault: Vault): string {
  let text = ''
  let done = 0
  for (const one of held) {
    const entry = find(vault, one)
    if (entry === undefined) continue
    text += masked.slice(done, one.start) + entry.label
    done = one.start + one.stars.length
  }
  return text + masked.slice(done)
}

type Named = Pick<HeldValue, 'kind' | 'value'>

function find(vault: Vault, { kind, value }: Named): VaultEntry | undefined {
  const wanted = sameForm(value)
  return vault.find(entry => entry.kind === kind && sameForm(entry.value) === wanted)
}

/** A number is the same however its digits are grouped. */
function sameForm(value: string): string {
  const plain = value.normalize('NFKC')
  const digits = plain.replace(/[\s().+-]/g, '')
  return /^\d+[xX]?$/.test(digits) ? digits.toUpperCase() : plain
}

function hasRoom(vault: Vault, held: HeldValue): boolean {
  const length = [...vault, held].reduce((sum, { value, stars }) => sum + value.length + stars.length, 0)
  return vault.length < ENTRIES && length <= LENGTH
}

function entryOf(vault: Vault, { kind, value, stars }: HeldValue): VaultEntry {
  const number = vault.filter(entry => entry.kind === kind).length + 1
  return { kind, value, stars, label: `⟦${kind}_${number}⟧` }
}
