// A customer's steps besides turns: a handoff, a left message, a rating, a report, yes or no to what is
// proposed. Plain HTTP, as requests.ts.

import type { Confirmed, ModeNow, Place } from './api-types.js'
import { dialogPath, turnPath } from './requests.js'

export interface HandoffOptions {
  readonly skill?: string
  /** `off`: no model answers until a person came. */
  readonly bot?: 'on' | 'off'
  readonly note?: string
}

export type Rating =
  | { readonly serviceId?: string; readonly declined: true }
  | {
      readonly serviceId?: string
      /** 1 to 5. */
      readonly score: number
      readonly solved?: boolean
      readonly comment?: string
    }

export type ReportKind = 'wrong' | 'harmful' | 'privacy' | 'other'

export interface Report {
  readonly reportId: string
  /** ISO 8601. */
  readonly answerBy: string
}

export interface People {
  /** Asks for a person. `open` says whether one will come. */
  handoff(dialogId: string, options?: HandoffOptions): Promise<ModeNow>
  /** Leaves the queue. */
  leaveQueue(dialogId: string): Promise<void>
  /** For when nobody is there. */
  leaveMessage(dialogId: string, text: string): Promise<{ readonly messageId: string }>
  rate(dialogId: string, rating: Rating): Promise<void>
  feedback(turn: Place, score: -1 | 1, comment?: string): Promise<void>
  report(turn: Place, kind: ReportKind, text?: string): Promise<Report>
  /** Says yes or no to what an answer proposed; 410 when it is too late. */
  confirm(dialogId: string, confirmId: string, decision: 'yes' | 'no'): Promise<Confirmed>
}

export function createPeople(
  post: <T>(path: string, body: object) => Promise<T>,
  remove: (path: string) => Promise<void>,
): People {
  return {
    handoff: (dialogId, options = {}) => post(`${dialogPath(dialogId)}/handoff`, options),
    leaveQueue: dialogId => remove(`${dialogPath(dialogId)}/handoff`),
    leaveMessage: (dialogId, text) => post(`${dialogPath(dialogId)}/left-message`, { text }),
    rate: (dialogId, { serviceId, ...rating }) =>
      post(`${dialogPath(dialogId)}/rating`, { ...rating, service_id: serviceId }),
    feedback: (turn, score, comment) => post(`${turnPath(turn)}/feedback`, { score, comment }),
    report: (turn, kind, text) => post(`${turnPath(turn)}/report`, { kind, text }),
    confirm: (dialogId, confirmId, decision) =>
      post(`${dialogPath(dialogId)}/confirmations/${encodeURIComponent(confirmId)}`, { decision }),
  }
}
