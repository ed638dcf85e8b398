// The input of the parts of the panel.
import type { Attaching } from './attaching.js'
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
  readonly attaching: Attaching
  readonly change: (change: Partial<Talk>) => void
  readonly close: () => void
}

/** The input of an entry: no more of the talk than an entry shows, so that a piece of an answer has its own entry drawn
 *  anew and no other. */
export interface EntryView
  extends Pick<View, 'said' | 'lang' | 'conversation' | 'service' | 'change'>,
    Pick<Talk, 'dialogId' | 'mode' | 'absent' | 'isBusy'> {}
