// Finds the orders that a text names. Pure. A word counts when the whole of it fits the pattern of the tool's
// parameter.
import type { ToolParameter } from './tool.js'

const LONGEST = 128
/** Without a pattern, a word with six digits or more counts. */
const anyNumber = /^(?=(?:.*\d){6})[A-Za-z0-9_-]+$/

/** Each order once, in the order of the text. */
export function ordersNamed(text: string, { pattern }: Pick<ToolParameter, 'pattern'>): readonly string[] {
  const rule = pattern ?? anyNumber
  const words = text.normalize('NFKC').match(/[A-Za-z0-9][A-Za-z0-9_-]*/g) ?? []
  return [...new Set(words.filter(word => word.length <= LONGEST && rule.test(word)))]
}
