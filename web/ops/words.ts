// The sentences of the operations page by language.
import type { Language } from '../design/language.js'
import { en } from './words-en.js'
import { type OpsWords, zh } from './words-zh.js'

export type { OpsWords }

export const opsWords: Record<Language, OpsWords> = { zh, en }
