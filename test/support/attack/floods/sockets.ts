// Floods over WebSockets: sockets that come and go, resumes, turns and broken frames.
import type { WebSocket } from 'ws'
import { type Flood, type Means, openSocket, stopped } from '../flood.js'

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

/** Opens sockets and closes them at once. */
export const comeAndGo: Flood = async means => {
  const lane = async (n: number): Promise<void> => {
    while (!means.signal.aborted) {
      const socket = await openSocket(means.urls[n % means.urls.length] as string, means.token)
      means.count(socket ? 'opened' : 'refused')
      socket?.terminate()
      if (!socket) await pause(5)
    }
  }
  await Promise.all(Array.from({ length: 32 }, (_, n) => lane(n)))
}

/** Sends frames about people, and closes their sockets before they are answered. */
export const personFrames: Flood = async means => {
  const lane = async (n: number): Promise<void> => {
    while (!means.signal.aborted) {
      const socket = await openSocket(means.urls[n % means.urls.length] as string, means.token)
      means.count(socket ? 'opened' : 'refused')
      for (const type of ['handoff', 'leave', 'handoff', 'leave'])
        socket?.send(JSON.stringify({ type, dialog_id: means.dialogId }))
      socket?.close()
      await pause(socket ? 50 : 200)
    }
  }
  await Promise.all(Array.from({ length: 8 }, (_, n) => lane(n)))
}

/** Asks on each of 16 sockets for all of a long dialog, again and again. */
export const resumes: Flood = async means => {
  await throughSockets(means, 20, () => ({ type: 'resume', dialog_id: means.dialogId, after: 0 }))
}

/** Sends turns faster than they can be answered. */
export const turnFrames: Flood = means =>
  throughSockets(means, 50, n => ({ type: 'turn', ref: `r${n}`, text: `帧里的问题${n}` }))

/** Cancels turns that do not exist. */
export const cancelFrames: Flood = means =>
  throughSockets(means, 50, n => ({
    type: 'cancel',
    ref: `r${n}`,
    turn_id: n.toString(16).padStart(32, '0'),
  }))

/** Sends frames that are none. */
export const brokenFrames: Flood = means => throughSockets(means, 50, () => '{"type":')

/** Keeps 16 sockets full of frames: `burst` at once every 10 ms on each. */
export async function throughSockets(
  means: Means,
  burst: number,
  next: (n: number) => object | string,
): Promise<void> {
  let n = 0
  const feed = async (lane: number): Promise<void> => {
    while (!means.signal.aborted) {
      const socket = await openSocket(means.urls[lane % means.urls.length] as string, means.token)
      if (!socket) {
        means.count('refused')
        await pause(20)
        continue
      }
      socket.on('error', () => undefined)
      socket.on('message', () => means.count('answered'))
      await fill(socket)
    }
  }
  const fill = async (socket: WebSocket): Promise<void> => {
    while (socket.readyState === socket.OPEN && !means.signal.aborted) {
      for (let i = 0; i < burst; i++) {
        const frame = next(n++)
        socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame))
      }
      await pause(10)
    }
    socket.terminate()
  }
  await Promise.race([
    Promise.all(Array.from({ length: 16 }, (_, lane) => feed(lane))),
    stopped(means.signal),
  ])
}
