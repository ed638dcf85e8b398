// The input of every part of the panel.
import type { Conversation } from './conversation.js'
import type { Service } from './service.js'
import type { Talk } from './talk.js'
import type { PanelWords } from './words.js'

export interface View {
  readonly talk: Talk
  readonly said: PanelWords
  readonly lang: 'zh' | 'en'
  readonly conversation: Conversation
  readonly service: Service
  readonly change: (change: Partial<Talk>) => void
  readonly close: () => void
}
