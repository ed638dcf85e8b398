// Weighted lists of request headers (RFC 9110 §12.4.2): Accept, Accept-Encoding and their like.

/** Each name in lower case with its weight, 0 to 1; a malformed weight counts as 0. */
export function weightsOf(header: string): Map<string, number> {
  const weights = new Map<string, number>()
  for (const item of header.split(',')) {
    const [name = '', ...parameters] = item.toLowerCase().split(';')
    const q = parameters.map(parameter => parameter.trim()).find(parameter => parameter.startsWith('q='))
    const weight = q === undefined ? 1 : Number(q.slice(2))
    weights.set(name.trim(), weight >= 0 && weight <= 1 ? weight : 0)
  }
  return weights
}
