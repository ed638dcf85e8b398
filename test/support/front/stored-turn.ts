// A turn as the store has it.
import { turnId } from '../../../perf/load/fake-front.js'

export const stored = {
  turnId,
  seq: 3,
  at: 0,
  text: '几天到',
  answer: { text: '看物流', source: 'faq', level: 2 },
} as const
