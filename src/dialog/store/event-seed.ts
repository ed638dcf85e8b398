// Events of dialogs before they have happened: who does an act names them, and the step of the act keeps them.
import type { DialogId } from '../../ids.js'

/** What happens in dialogs, as shops are told of it. */
export type DialogEventType =
  | 'dialog.handoff'
  | 'dialog.claimed'
  | 'dialog.transferred'
  | 'dialog.returned'
  | 'dialog.closed'
  | 'dialog.message_left'
  | 'dialog.message'
  | 'dialog.rated'
  | 'dialog.reported'
  | 'dialog.erased'
  | 'turn.feedback'

/** An event before it has happened. */
export interface EventSeed {
  readonly type: DialogEventType
  readonly shop: string
  /** Beside what the moment tells. Texts in it are masked. */
  readonly data: Readonly<Record<string, unknown>>
  /** 32 hex digits; a fresh one when absent. */
  readonly id?: string
}

/** Does the act, which keeps the event that it is given: `''` when nobody wants it. Then the event is moved. */
export type KeepEvent = <T>(
  dialogId: DialogId,
  seed: EventSeed,
  act: (event: string) => Promise<T>,
) => Promise<T>

/** An act that keeps this event with what it changes. */
export interface KeepsEvent {
  readonly event?: string | undefined
}
