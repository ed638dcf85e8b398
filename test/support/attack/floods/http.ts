// Floods over HTTP: turns, reads, cancels, polls, streams, keys and dialogs.
import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import sharp from 'sharp'
import { closedLoop, type Flood, randomId, stopped } from '../flood.js'

/** Asks a new question on each of 64 connections, each in a new dialog. */
export const turns: Flood = means =>
  closedLoop(means, 64, n => ({ method: 'POST', path: '/chat', body: { text: `第${n}个问题：材质是什么` } }))

/** Reads one long dialog over 120 connections. */
export const reads: Flood = async means => {
  await closedLoop(means, 120, () => ({ method: 'GET', path: `/chat/${means.dialogId}` }))
}

/** Reads turns that do not exist in a long dialog. */
export const strayReads: Flood = async means => {
  await closedLoop(means, 64, () => ({ method: 'GET', path: `/chat/${means.dialogId}/turns/${randomId()}` }))
}

/** Cancels turns that do not exist in a long dialog. */
export const cancels: Flood = async means => {
  await closedLoop(means, 64, () => ({
    method: 'DELETE',
    path: `/chat/${means.dialogId}/turns/${randomId()}`,
  }))
}

/** Waits for turns with 500 long polls at a time. */
export const polls: Flood = async means => {
  await closedLoop(means, 500, () => ({
    method: 'GET',
    path: `/chat/${means.dialogId}/turns/${randomId()}?wait=25`,
  }))
}

/** Opens event streams of a long dialog and never reads them; opens another one for each that ends. */
export const unreadStreams: Flood = async means => {
  const sockets = new Set<Socket>()
  const open = (url: string): void => {
    if (means.signal.aborted) return
    const { hostname, port } = new URL(url)
    const socket = connect({ host: hostname, port: Number(port) })
    socket.write(
      `GET /chat/${means.dialogId} HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nAuthorization: Bearer ${means.token}\r\n\r\n`,
    )
    socket.pause()
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => {
      sockets.delete(socket)
      means.count('closed')
      setTimeout(open, 20, url)
    })
  }
  for (let n = 0; n < 400; n++) open(means.urls[n % means.urls.length] as string)
  await stopped(means.signal)
  for (const socket of sockets) socket.destroy()
}

/** Asks for each answer as a stream. */
export const turnStreams: Flood = means =>
  closedLoop(means, 64, n => ({
    method: 'POST',
    path: '/chat',
    headers: { accept: 'text/event-stream' },
    body: { text: `第${n}个流式问题` },
  }))

/** Reads the transcript of one long dialog, in both forms. */
export const transcripts: Flood = means =>
  closedLoop(means, 64, n => ({
    method: 'GET',
    path: `/chat/${means.dialogId}/transcript`,
    headers: { accept: n % 2 === 0 ? 'text/plain' : 'application/json' },
  }))

/** Decides about writes that nobody proposed. */
export const decisions: Flood = means =>
  closedLoop(means, 64, n => ({
    method: 'POST',
    path: `/chat/${means.dialogId}/confirmations/${randomId()}`,
    body: { decision: n % 2 === 0 ? 'yes' : 'no' },
  }))

/** Repeats one turn under one key. */
export const sameKey: Flood = means =>
  closedLoop(means, 64, () => ({
    method: 'POST',
    path: '/chat',
    headers: { 'idempotency-key': 'again' },
    body: { text: '这条消息会重复发送' },
  }))

/** Uses a new key for each turn of one dialog. */
export const newKeys: Flood = async means => {
  await closedLoop(means, 64, n => ({
    method: 'POST',
    path: '/chat',
    headers: { 'idempotency-key': `k${n}` },
    body: { text: `问题${n}`, dialog_id: means.dialogId },
  }))
}

/** Names dialogs that do not exist, and deletes them. */
export const strayDialogs: Flood = means =>
  closedLoop(means, 64, n =>
    n % 2 === 0
      ? { method: 'DELETE', path: `/chat/${randomId()}` }
      : { method: 'POST', path: '/chat', body: { text: `你好${n}`, dialog_id: randomId() } },
  )

/** Sends large pictures into one dialog, over 32 connections. */
export const pictures: Flood = async means => {
  const image = await sharp(randomBytes(3 * 560 * 560), { raw: { width: 560, height: 560, channels: 3 } })
    .png()
    .toBuffer()
  await closedLoop(means, 32, () => ({ method: 'POST', path: `/chat/${means.dialogId}/images`, body: image }))
}
