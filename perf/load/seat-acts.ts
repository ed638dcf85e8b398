// Acts of customers and seats for tests of handovers: every one differs in what the caller names and nothing else.

import type { StoredTurn } from '../../src/answer/answer.js'
import type { ClaimAct, HandoffWish, SayAct, SeatAct, SeatText } from '../../src/dialog/store/handovers.js'
import type { FrontDeps } from '../../src/front/front.js'
import { encodeMessage } from '../../src/prompt/fragment.js'
import { newId, owner } from './dialog-turns.js'

export function wishOf(dialogId: string, own: Partial<HandoffWish> = {}): HandoffWish {
  return {
    dialogId,
    owner,
    opens: false,
    shop: 'main',
    reason: 'asked',
    priority: 3,
    ref: undefined,
    skill: undefined,
    note: undefined,
    language: 'zh',
    ...own,
  }
}

export function claimOf(dialogId: string, sub = 's 1', own: Partial<ClaimAct> = {}): ClaimAct {
  return { dialogId, shop: 'main', sub, name: `小${sub}`, claimId: newId(), serviceId: newId(), ...own }
}

export function actOf({ dialogId, shop, sub }: SeatAct, own: Partial<SeatAct> = {}): SeatAct {
  return { dialogId, shop, sub, ...own }
}

export function seatText(text: string): SeatText {
  return { text, fragment: encodeMessage('assistant', text), ai: false }
}

export function sayOf(act: SeatAct, text: string, own: Partial<SayAct> = {}): SayAct {
  const ids = { messageId: newId(), key: newId(), textHash: text }
  return { ...actOf(act), ...seatText(text), ...ids, name: '小王', ...own }
}

/** A person's message as a dialog keeps it. */
export function messageTurn(seq: number, text = '您好'): StoredTurn {
  return { turnId: newId(), seq, at: 0, text: '', answer: { text, source: 'seat', level: 0, saidBy: '小王' } }
}

const nobody = { mode: 'bot', open: false, why: 'nobody' } as const

/** A desk at which nobody is. */
export const emptyDesk: Pick<
  FrontDeps,
  'aigcProducer' | 'asking' | 'leaving' | 'standings' | 'seatLinks' | 'passSign' | 'transcripts'
> = {
  seatLinks: { follow: () => () => undefined },
  passSign: () => undefined,
  asking: {
    ask: async () => nobody,
    openedInVain: async () => undefined,
    leaveQueue: async () => undefined,
  },
  leaving: { leaveMessage: async () => '0'.repeat(32) },
  transcripts: { read: async () => undefined },
  aigcProducer: 'rushdesk',
  standings: {
    of: async () => nobody,
    follow(_shop, _talking, tell) {
      tell(nobody)
      return () => undefined
    },
  },
}
