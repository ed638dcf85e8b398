// Splits a text into sentences, each with its end marks; joined they are the text. Pure.

/** End marks of a sentence. A full stop is one only before a blank: 129.00 and https://a.b stay whole. */
const end = /[。！？!?；;\n]+[”"」』）)]*|\.(?=\s)\s*/g
/** A longer sentence is cut at a comma or a blank, so that a stream never holds back more. */
const LONGEST = 400

export function sentencesOf(text: string): readonly string[] {
  const sentences: string[] = []
  let start = 0
  const add = (stop: number) => {
    for (const piece of piecesOf(text.slice(start, stop))) sentences.push(piece)
    start = stop
  }
  for (const { index, 0: mark } of text.matchAll(end)) add(index + mark.length)
  if (start < text.length) add(text.length)
  return sentences
}

function* piecesOf(sentence: string): Generator<string> {
  let rest = sentence
  while (rest.length > LONGEST) {
    const comma = rest.slice(0, LONGEST).search(/[，、：\s][^，、：\s]*$/)
    const length = comma > 0 ? comma + 1 : LONGEST
    yield rest.slice(0, length)
    rest = rest.slice(length)
  }
  if (rest !== '') yield rest
}
