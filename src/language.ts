// Language negotiation for the two languages of the service (RFC 9110 §12.5.4). Pure.

export type Language = 'zh' | 'en'

/** As much of an Accept-Language header is read. */
const ACCEPT_LANGUAGE_MAX = 256

/** Browsers of a crowd send a few headers, each again and again. */
const HEADERS_MAX = 200
const known = new Map<string, Language | 'neither'>()

/** The higher weight wins, Chinese when equal; `otherwise` when neither language is asked for. */
export function languageOf(acceptLanguage: string | undefined, otherwise: Language = 'zh'): Language {
  if (acceptLanguage === undefined) return otherwise
  // A longer header says nothing more, and must not cost more.
  const header = acceptLanguage.slice(0, ACCEPT_LANGUAGE_MAX)
  let language = known.get(header)
  if (language === undefined) {
    language = likedIn(header)
    // Somebody who sends a new header each time costs others a look at theirs, now and then.
    if (known.size === HEADERS_MAX) known.clear()
    known.set(header, language)
  }
  return language === 'neither' ? otherwise : language
}

function likedIn(header: string): Language | 'neither' {
  let [zhWeight, enWeight] = [0, 0]
  for (const range of header.split(',')) {
    const [tag = '', ...parameters] = range.trim().toLowerCase().split(';')
    const weight = weightOf(parameters)
    if (tag === 'zh' || tag.startsWith('zh-')) zhWeight = Math.max(zhWeight, weight)
    if (tag === 'en' || tag.startsWith('en-')) enWeight = Math.max(enWeight, weight)
  }
  if (enWeight === zhWeight) return enWeight === 0 ? 'neither' : 'zh'
  return enWeight > zhWeight ? 'en' : 'zh'
}

function weightOf(parameters: string[]): number {
  const q = parameters.map(p => p.trim()).find(p => p.startsWith('q='))
  const weight = q === undefined ? 1 : Number(q.slice(2))
  return weight >= 0 && weight <= 1 ? weight : 0
}
