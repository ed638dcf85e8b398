// Events of dialogs before their acts: the caller of an act prepares the event, and the step of the act keeps it.
import type { DialogId } from '../../ids.js'

/** Types of the events of dialogs that shops get. */
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

/** An event before its act. */
export interface EventSeed {
  readonly type: DialogEventType
  readonly shop: string
  /** Keyed hash of the customer; the dialog's own record tells it where it is absent. */
  readonly owner?: string | undefined
  /** Data beside the facts of the moment. Its texts are masked. */
  readonly data: Readonly<Record<string, unknown>>
  /** 32 hex digits; a fresh one when absent. */
  readonly id?: string
  /** Of the turn that makes the event; a new one when no turn does. */
  readonly traceparent?: string | undefined
}

/** Calls `act` with the event to keep, `''` when no endpoint wants it, and moves a kept event afterwards. */
export type KeepEvent = <T>(
  dialogId: DialogId,
  seed: EventSeed,
  act: (event: string) => Promise<T>,
) => Promise<T>

/** An act that keeps this event with what it changes. */
export interface KeepsEvent {
  readonly event?: string | undefined
}
