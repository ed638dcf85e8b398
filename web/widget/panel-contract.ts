// The contract of the launcher and the panel. The panel is loaded when it is first wanted.
import type { Context, Settings } from './settings.js'

export interface EventDetails {
  ready: undefined
  open: undefined
  close: undefined
  answer: object
  message: object
  mode: object
  unread: { readonly count: number }
  rate: object
  error: unknown
}
export type EventName = keyof EventDetails

export interface AskExtras {
  readonly context?: Context
  readonly attachments?: readonly object[]
}

export interface PanelHost {
  /** Where the panel draws itself. */
  readonly root: ShadowRoot
  /** The server, without a slash at the end. */
  readonly baseUrl: string
  readonly settings: Settings
  /** As `data-token-url` or `setToken` say. */
  token(): Promise<string>
  emit<Name extends EventName>(name: Name, detail: EventDetails[Name]): void
  /** Shown on the launcher. */
  unread(count: number): void
  /** The customer has closed the panel. */
  close(): void
}

export interface Panel {
  show(): void
  hide(): void
  ask(text: string, extras: AskExtras): void
  setContext(context: Context): void
  handoff(): void
  /** Forgets the talk in this tab and its token; the next question opens another. */
  reset(): void
  /** The host's token may be another customer's now. */
  tokenChanged(): void
  destroy(): void
}

export type Mount = (host: PanelHost) => Panel
