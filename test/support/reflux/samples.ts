import { randomBytes } from 'node:crypto'
import type { RefluxEntry } from '../../../src/reflux/reflux.js'

export const newId = () => randomBytes(16).toString('hex')

export const entryOf = (changes: Partial<RefluxEntry> = {}): RefluxEntry => ({
  at: 1_700_000_000_000,
  dialogId: newId(),
  turnId: newId(),
  owner: newId(),
  shop: 'main',
  question: '什么时候发货',
  answer: '您可能想问：\n怎么换货',
  level: 4,
  source: 'faq',
  ...changes,
})

export const messageOf = (changes: Partial<RefluxEntry> = {}): RefluxEntry =>
  entryOf({ question: '请回电', answer: '', level: 0, source: 'message', ...changes })
