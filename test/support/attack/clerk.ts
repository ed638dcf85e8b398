// A seat without a socket, so that floods of what customers may do about people meet somebody.
import { setTimeout as pause } from 'node:timers/promises'
import type { Stage } from './stage.js'

export interface Clerk {
  /** Takes the attacker's dialog, which asks for a person. */
  hold(): Promise<void>
  /** Gives it back. */
  release(): Promise<void>
  /** Dialogs on the board whose customer asked for a person or left a message: the victims do neither. */
  rows(): Promise<{ readonly waiting: number; readonly left: number }>
  leave(): Promise<void>
}

const PAUSE_MS = 200

export async function startClerk({ ask, token, attacker }: Stage): Promise<Clerk> {
  const clerk = await token('clerk', 'seat')
  const { dialogId } = attacker
  const act = async (name: string, body: object): Promise<void> => {
    const { status, text } = await ask(0, { method: 'POST', path: `/seat/${name}`, token: clerk, body })
    if (status >= 300) throw new Error(`${name}: ${status} ${text}`)
  }
  await act('status', { status: 'online' })
  return {
    async hold() {
      const wish = { method: 'POST', path: `/chat/${dialogId}/handoff`, token: attacker.token } as const
      // A customer who has just flooded is refused for a moment.
      while ((await ask(0, { ...wish, body: { bot: 'on' } })).status === 429) await pause(PAUSE_MS)
      await act('claim', { dialog_id: dialogId })
    },
    release: () => act('close', { dialog_id: dialogId, outcome: 'spam' }),
    async rows() {
      const { text } = await ask(1, { method: 'GET', path: '/seat/queue', token: clerk })
      const { waiting, left } = JSON.parse(text) as { waiting: { reason: string }[]; left: unknown[] }
      return { waiting: waiting.filter(({ reason }) => reason === 'asked').length, left: left.length }
    },
    leave: () => act('status', { status: 'away' }),
  }
}
