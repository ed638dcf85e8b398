// A desk at which every act of a seat succeeds, for tests of the socket alone.
import type { SeatSessionDeps } from '../../../src/front/seat/seat-session.js'
import type { Taken } from '../../../src/seats/seat-acts.js'
import type { SeatView } from '../../../src/seats/seat-view.js'
import { stored } from './stored-turn.js'

const view: SeatView = {
  waiting: [],
  held: [],
  left: [],
  status: 'online',
  load: 0,
  capacity: 10,
  skills: [],
}
const id = (digit: string) => digit.repeat(32)
const hold = { sub: 'u1', name: '小王', claimId: id('c'), serviceId: id('e'), at: 0 }

function taken(dialogId: string): Taken {
  return {
    hold,
    view: {
      dialogId,
      owner: 'owner',
      hold,
      seq: 3,
      expiresAt: 0,
      turns: [stored],
      unanswered: [],
      notes: [],
      mode: 'seat',
      isBotOff: false,
      left: undefined,
      messages: [],
      summary: undefined,
      handoff: { shop: 'main', reason: 'asked', priority: 3, since: 0, language: 'zh' },
    },
  }
}

const done = async () => undefined

export const desk: SeatSessionDeps = {
  roster: {
    join: person => ({
      person,
      read: async () => view,
      setStatus: async status => ({ ...view, status }),
      claim: async dialogId => taken(dialogId),
      accept: async dialogId => taken(dialogId),
      decline: done,
      sign: () => undefined,
      end: () => undefined,
    }),
  },
  seatDesk: {
    claim: async (_, dialogId) => taken(dialogId),
    accept: async (_, dialogId) => taken(dialogId),
    say: async () => ({ seq: 4, at: 0 }),
    note: done,
    release: done,
    close: done,
    transfer: done,
    takeBack: async () => 0,
    read: done,
  },
  clock: { now: () => 0 },
  log: { error: () => undefined },
  capacity: 10,
  maySign: () => true,
  mayDraft: () => true,
  drafts: { make: async () => ({ draftId: id('f'), text: '可以' }) },
  cannedOf: () => ({ ndjson: '', version: '0' }),
}
