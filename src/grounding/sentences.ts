// Splits a text into sentences, each with its end marks; joined they are the text. Pure.

/** End marks of a sentence. A full stop is one only before a blank: 129.00 and https://a.b stay whole. */
const end = /[。！？!?；;\n]+[”"」』）)]*|\.(?=\s)\s*/g

export function sentencesOf(text: string): readonly string[] {
  const sentences: string[] = []
  let start = 0
  for (const { index, 0: mark } of text.matchAll(end)) {
    sentences.push(text.slice(start, index + mark.length))
    start = index + mark.length
  }
  if (start < text.length) sentences.push(text.slice(start))
  return sentences
}
