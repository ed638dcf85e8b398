// Fills a template of the tools file. Pure. A clause with a place for which there is no value is left out, so that no
// sentence has a hole in it.
import { placeholdersIn, type Template } from './tool.js'

/** The text in the language, or in the file's only one; undefined when no clause could be filled. */
export function fillTemplate(
  template: Template,
  language: string,
  values: Readonly<Record<string, string | number | boolean>>,
): string | undefined {
  const text = (language === 'en' ? (template.en ?? template.zh) : (template.zh ?? template.en)) ?? ''
  // Each clause keeps the mark that ends it.
  const clauses = text.split(/(?<=[，。；！？])|(?<=[,.;!?]\s+)/)
  const filled = clauses.filter(clause => placeholdersIn(clause).every(name => Object.hasOwn(values, name)))
  const isFilled = filled.some(
    clause => placeholdersIn(clause).length > 0 || placeholdersIn(text).length === 0,
  )
  if (!isFilled) return undefined
  const joined = filled.join('').replace(/\{([A-Za-z0-9_]+)\}/g, (_, name: string) => String(values[name]))
  return ended(joined.trim())
}

/** Ends the sentence with a full stop when its last clause was left out. */
function ended(text: string): string {
  if (/[，；]$/.test(text)) return `${text.slice(0, -1)}。`
  return /[,;]$/.test(text) ? `${text.slice(0, -1)}.` : text
}
