// Builds the sentences customers see from TEXTS_FILE over the built-in table.
import { ConfigError } from '../config/config.js'
import { createTexts, type TextTable } from '../texts.js'

/** `contents` is TEXTS_FILE, '' without one. Throws ConfigError. */
export function buildTexts(contents: string): TextTable {
  try {
    return createTexts(contents === '' ? {} : JSON.parse(contents))
  } catch (error) {
    throw new ConfigError([`TEXTS_FILE must hold sentences as JSON: ${(error as Error).message}`])
  }
}
