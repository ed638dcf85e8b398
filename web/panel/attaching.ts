// The picture that goes with the next question: made small enough, and sent into the dialog as soon as it is chosen.
import { newKey } from '../client/new-key.js'
import { ProblemError } from '../client/problem-error.js'
import type { Store } from '../design/store.js'
import type { Conversation } from './conversation.js'
import { fitPicture } from './fit-picture.js'
import type { Talk } from './talk.js'

export interface Attaching {
  /** Replaces the one that was chosen before. */
  choose(picture: Blob): void
  drop(): void
}

/** `opening` is asked where there is no dialog yet, which a picture needs. */
export function createAttaching(
  { client, opened }: Conversation,
  store: Store<Talk>,
  said: { readonly opening: string; readonly unreadable: string; readonly failed: string },
): Attaching {
  async function send(picture: Blob): Promise<string> {
    const fitting = await fitPicture(picture, store.get().imageMaxBytes).catch(() => undefined)
    if (fitting === undefined) throw new RangeError(said.unreadable)
    const { imageId } = await client.sendImage(await opened(said.opening), fitting)
    return imageId
  }

  function whyOf(error: unknown): string {
    if (error instanceof RangeError) return error.message
    return (error instanceof ProblemError ? error.detail : undefined) ?? said.failed
  }

  return {
    async choose(picture) {
      const name = newKey()
      const attached = { state: 'sending', name, picture } as const
      store.set({ attached })
      const next = await send(picture).then(
        imageId => ({ state: 'ready', name, picture, imageId }) as const,
        (error: unknown) => ({ state: 'refused', why: whyOf(error) }) as const,
      )
      // Unless it was dropped, or another was chosen.
      if (store.get().attached === attached) store.set({ attached: next })
    },
    drop: () => store.set({ attached: undefined }),
  }
}
