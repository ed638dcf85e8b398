// SHOPS_FILE: the shops that this installation serves, each with its language, its share of the rate and its prompt. Pure.
import { isRecord } from '../json.js'
import type { Language } from '../language.js'

export interface NamedShop {
  readonly name: string
  readonly language: Language
  /** Of RATE_PER_S, from 0 to 1; undefined: none of its own. */
  readonly share: number | undefined
  readonly prompt: string | undefined
}

/** By name. */
export type ShopsByName = ReadonlyMap<string, NamedShop>

const SHOPS = 1_000
const NAME_MAX = 64
const PROMPT_MAX = 16_000

/** Throws TypeError that names the place of the first fault. */
export function parseShops(text: string): ShopsByName {
  const file: unknown = JSON.parse(text)
  if (!isRecord(file)) throw new TypeError('/ must be an object')
  refuseOthers(file, ['version', 'shops'], '')
  if (file.version !== 1) throw new TypeError('/version must be 1')
  if (!Array.isArray(file.shops) || file.shops.length === 0 || file.shops.length > SHOPS)
    throw new TypeError(`/shops must be a list of 1 to ${SHOPS} shops`)
  const shops = file.shops.map((shop: unknown, at) => shopOf(shop, `/shops/${at}`))
  const byName = new Map(shops.map(shop => [shop.name, shop]))
  if (byName.size < shops.length) throw new TypeError('/shops must name each shop once')
  return byName
}

function shopOf(shop: unknown, at: string): NamedShop {
  if (!isRecord(shop)) throw new TypeError(`${at} must be an object`)
  refuseOthers(shop, ['name', 'language', 'share', 'prompt'], at)
  const { name, language = 'zh', share, prompt } = shop
  if (typeof name !== 'string' || name === '' || name === '*' || name.length > NAME_MAX)
    throw new TypeError(`${at}/name must be a name of 1 to ${NAME_MAX} characters other than *`)
  if (language !== 'zh' && language !== 'en') throw new TypeError(`${at}/language must be zh or en`)
  if (share !== undefined && !(typeof share === 'number' && share >= 0 && share <= 1))
    throw new TypeError(`${at}/share must be a number from 0 to 1`)
  if (
    prompt !== undefined &&
    (typeof prompt !== 'string' || prompt.trim() === '' || prompt.length > PROMPT_MAX)
  )
    throw new TypeError(`${at}/prompt must be a text of 1 to ${PROMPT_MAX} characters`)
  return { name, language, share, prompt }
}

function refuseOthers(record: Readonly<Record<string, unknown>>, known: readonly string[], at: string): void {
  const other = Object.keys(record).find(name => !known.includes(name))
  if (other !== undefined) throw new TypeError(`${at}/${other} is no member of this file`)
}
