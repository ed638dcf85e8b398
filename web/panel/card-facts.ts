// What a card says, made fit to be shown.
import type { Amount } from '../client/api-types.js'

/** Cards' addresses were chosen by the server; no other scheme than https is followed. */
export function isSafe(address: string | undefined): address is string {
  return address?.startsWith('https://') === true && URL.canParse(address)
}

export function priceOf({ value, currency }: Amount, lang: string): string {
  try {
    return new Intl.NumberFormat(lang, { style: 'currency', currency }).format(Number(value))
  } catch {
    // Not a currency that is known: as the shop wrote it.
    return `${value} ${currency}`
  }
}
