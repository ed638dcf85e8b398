// A seat's decision about a write that the bot proposed, over HTTP.
import type { Confirmed } from '../client/api-types.js'

export type Decided = Confirmed['state'] | 'expired'

export interface ProposalPlace {
  readonly dialogId: string
  readonly confirmId: string
}

/** How it ended; undefined when no word of that came. Asked again, the server says the same. */
export async function decide(
  token: string,
  { dialogId, confirmId }: ProposalPlace,
  decision: 'yes' | 'no',
): Promise<Decided | undefined> {
  const response = await fetch(`/chat/${dialogId}/confirmations/${confirmId}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ decision }),
  }).catch(() => undefined)
  if (response?.status === 410) return 'expired'
  return response?.ok ? ((await response.json()) as Confirmed).state : undefined
}
