// Room for bodies that are large, as pictures are: bounded for all who send any, and for each of them, so that one who sends
// many slowly leaves room for the others.
import { type BodyRoom, createBodyRoom } from './body-receiver.js'

export interface SenderRooms {
  /** The sender's part of the room, in which it may hold `mostBytes`. */
  of(sender: string, mostBytes: number): BodyRoom
}

export function createSenderRooms(bytesOfAll: number): SenderRooms {
  const room = createBodyRoom(bytesOfAll)
  const held = new Map<string, number>()
  return {
    of: (sender, mostBytes) => ({
      reserve(bytes) {
        const own = (held.get(sender) ?? 0) + bytes
        if (own > mostBytes || !room.reserve(bytes)) return false
        held.set(sender, own)
        return true
      },
      release(bytes) {
        room.release(bytes)
        const left = (held.get(sender) ?? 0) - bytes
        if (left > 0) held.set(sender, left)
        else held.delete(sender)
      },
    }),
  }
}
