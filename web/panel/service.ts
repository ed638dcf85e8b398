// A customer's requests to people. A route that the server does not have hides what leads to it.
import type { Report, ReportKind } from '../client/people.js'
import { ProblemError } from '../client/problem-error.js'
import type { Store } from '../design/store.js'
import type { Conversation } from './conversation.js'
import { type BotReply, type Control, changed, type Talk } from './talk.js'

export interface Service {
  handoff(): void
  leaveQueue(): void
  leaveMessage(text: string): void
  rate(serviceId: string, rating: GivenRating): void
  feedback(reply: BotReply, score: 1 | -1): void
  report(reply: BotReply, kind: ReportKind, text: string): void
  /** Says yes or no to what the reply proposes. */
  confirm(reply: BotReply, confirmId: string, decision: 'yes' | 'no'): void
}

export type GivenRating =
  | { readonly declined: true }
  | { readonly score: number; readonly solved?: boolean; readonly comment?: string }

export function createService(
  { client, ask, note, moved }: Conversation,
  store: Store<Talk>,
  askInWords: string,
): Service {
  const closeSheet = () => store.set({ sheet: undefined, fault: undefined })

  function hide(control: Control | undefined): void {
    if (control !== undefined) store.set({ absent: new Set([...store.get().absent, control]) })
    closeSheet()
  }

  /** `control` is what is hidden when the server has no such route. */
  async function step<T>(control: Control | undefined, act: () => Promise<T>): Promise<T | undefined> {
    store.set({ isBusy: true, fault: undefined })
    try {
      return await act()
    } catch (error) {
      const problem = error instanceof ProblemError ? error : undefined
      if (problem?.status === 404) hide(control)
      else store.set({ fault: problem?.detail ?? '' })
      return undefined
    } finally {
      store.set({ isBusy: false })
    }
  }

  async function done(control: Control | undefined, act: () => Promise<unknown>): Promise<boolean> {
    return (await step(control, () => act().then(() => true))) === true
  }

  function mark(reply: BotReply, change: Partial<BotReply>): void {
    store.set({ entries: changed(store.get().entries, reply, change) })
  }

  /** Before the first question there is no dialog to hand over: asked in words it opens one. */
  function openAndHandOver(): void {
    const stop = client.on('answer', () => {
      stop()
      if (store.get().mode.mode === 'bot') service.handoff()
    })
    ask(askInWords)
  }

  const service: Service = {
    async handoff() {
      const { dialogId, absent } = store.get()
      if (absent.has('handoff')) return ask(askInWords)
      if (dialogId === undefined) return openAndHandOver()
      const mode = await step('handoff', () => client.handoff(dialogId))
      if (mode === undefined) return store.get().absent.has('handoff') ? ask(askInWords) : undefined
      moved(mode)
      if (mode.open === false && !absent.has('message')) store.set({ sheet: { kind: 'message' } })
    },
    async leaveQueue() {
      const { dialogId } = store.get()
      if (dialogId === undefined) return
      if (await done('handoff', () => client.leaveQueue(dialogId))) moved({ mode: 'bot' })
    },
    async leaveMessage(text) {
      const { dialogId } = store.get()
      if (dialogId === undefined) return
      if (!(await done('message', () => client.leaveMessage(dialogId, text)))) return
      closeSheet()
      note('messageLeft')
    },
    async rate(serviceId, rating) {
      const { dialogId } = store.get()
      if (dialogId === undefined) return
      if (!(await done(undefined, () => client.rate(dialogId, { serviceId, ...rating })))) return
      closeSheet()
      note('declined' in rating ? 'notRated' : 'rated')
    },
    async feedback(reply, score) {
      mark(reply, { score })
      if (!(await done('feedback', () => client.feedback(reply.place, score)))) return
      if (score === -1) note('thanksDown')
    },
    async report(reply, kind, text) {
      const words = text.trim() === '' ? undefined : text.trim()
      const report = await step<Report>('report', () => client.report(reply.place, kind, words))
      if (report === undefined) return
      closeSheet()
      mark(reply, { isReported: true })
      note('reported')
    },
    async confirm(reply, confirmId, decision) {
      const { dialogId } = reply.place
      // Too late, or of a dialog that is gone: there is nothing to confirm any more.
      const over = (error: unknown) => {
        if (!(error instanceof ProblemError) || ![404, 410].includes(error.status)) throw error
        return { state: 'expired', card: undefined } as const
      }
      const told = await step(undefined, () => client.confirm(dialogId, confirmId, decision).catch(over))
      if (told === undefined) return
      const { cards = [] } = reply
      mark(reply, { confirmed: told.state, ...(told.card && { cards: [...cards, told.card] }) })
    },
  }
  return service
}
