// The reads of polls: those of one dialog run one after another, and all polls of a turn that come before its read has
// begun share that read. A dialog so costs the store one read at a time, however many polls wait for its turns.
import type { TurnId } from '../../ids.js'
import { KeyedInFlight } from '../../in-flight.js'
import type { TurnView } from '../store/dialog-views.js'
import type { Dialogs, TurnRef } from '../store/dialogs.js'

export type ReadTurn = (turn: TurnRef, owner: string) => Promise<TurnView>

interface Line {
  /** Settles when the last read in line has. */
  end: Promise<unknown>
  /** The reads that have not begun. */
  readonly queued: Map<TurnId, Promise<TurnView>>
}

/** A shared read is not stopped by one of its polls. */
const unending = new AbortController().signal

export function createSharedPolls(dialogs: Pick<Dialogs, 'readTurn'>): ReadTurn {
  const lines = new KeyedInFlight<Line>()

  function enter(key: string, line: Line, read: Promise<TurnView>): void {
    const end: Promise<void> = read
      .catch(() => undefined)
      .then(() => {
        if (line.end === end) lines.delete(key)
      })
    line.end = end
  }

  return (turn, owner) => {
    const key = `${turn.dialogId} ${owner}`
    const line = lines.get(key) ?? { end: Promise.resolve(), queued: new Map() }
    lines.set(key, line)
    const queued = line.queued.get(turn.turnId)
    if (queued) return queued
    const read = line.end.then(() => {
      line.queued.delete(turn.turnId)
      return dialogs.readTurn(turn, owner, unending)
    })
    line.queued.set(turn.turnId, read)
    enter(key, line, read)
    return read
  }
}
