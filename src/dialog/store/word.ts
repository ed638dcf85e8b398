// Any text as one word of a script's arguments and replies, in which blanks separate the words.

export function wordOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url')
}

export function textOfWord(word: string): string {
  return Buffer.from(word, 'base64url').toString('utf8')
}
