// The form in which the text of a turn names the pictures that came with it.

export interface ImagesInText {
  /** The customer's own words. */
  readonly words: string
  readonly imageIds: readonly string[]
}

const named = /\s?\[图片:([a-p]{32})\]/g
/** A turn has no more; a text that names more was typed by somebody. */
const MOST = 4

export function imagesIn(text: string): ImagesInText {
  const imageIds = [...text.matchAll(named)].map(([, imageId = '']) => imageId)
  return { words: text.replace(named, '').trim(), imageIds: [...new Set(imageIds)].slice(0, MOST) }
}

/** The text as the history will show it. */
export function withImages(words: string, imageIds: readonly string[]): string {
  return [words, ...imageIds.map(imageId => `[图片:${imageId}]`)].filter(part => part !== '').join(' ')
}

/** For where a text is shown in a line: each picture is named by `word`. */
export function imagesAsWords(text: string, word: string): string {
  return text.replace(named, () => ` [${word}]`).trim()
}
