// <rushdesk-chat>: the launcher, and the panel once it is wanted. What fails here is told by an `error` event; the
// shop's page goes on.
import { colorSheet } from './color.js'
import { drawLauncher, type Launcher } from './launcher.js'
import type { AskExtras, EventDetails, EventName, Mount, Panel } from './panel-contract.js'
import { type Context, readSettings, type Settings, talkKey } from './settings.js'
import { fromUrl, type TokenSource } from './token-source.js'

/** Where the panel's module lies, from the server's root; the build writes it. */
declare const __PANEL__: string

export type Listener = (detail: unknown) => void

/** Set by the loader. */
export const surroundings = {
  /** Where the script came from. */
  baseUrl: '',
  drawn: (_: RushdeskChat): void => undefined,
  /** It is out of the page. */
  gone: (_: RushdeskChat): void => undefined,
}

export class RushdeskChat extends HTMLElement {
  #settings: Settings | undefined
  #launcher: Launcher | undefined
  #panel: Promise<Panel> | undefined
  #attempts = 0
  #isOpen = false
  #token: TokenSource | undefined
  /** As the page has set it; until then the attributes say it. */
  #context: Context | undefined
  #listeners = new Map<string, Set<Listener>>()

  connectedCallback(): void {
    if (this.#settings !== undefined) return
    const settings = readSettings(name => this.getAttribute(name) ?? this.getAttribute(`data-${name}`))
    this.#settings = settings
    this.#token ??= fromUrl(settings.tokenUrl, settings.shop)
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' })
    this.#launcher = drawLauncher(root, settings, () => (this.#isOpen ? this.close() : this.open()))
    if (settings.color !== '') root.adoptedStyleSheets.push(colorSheet(settings.color))
    surroundings.drawn(this)
    // Listeners are added by the line after the one that makes the element.
    queueMicrotask(() => this.#emit('ready', undefined))
    if (settings.opensAtOnce) this.open()
    // A talk that is under way may have news: they are counted on the launcher.
    else if (hasTalk(settings)) void this.#load()
  }

  /** One that was only moved is in a page again by then. */
  disconnectedCallback(): void {
    queueMicrotask(() => this.isConnected || this.#leave())
  }

  open(): void {
    if (this.#isOpen) return
    this.#isOpen = true
    this.#launcher?.setOpen(true)
    this.#with(panel => this.#isOpen && panel.show())
    this.#emit('open', undefined)
  }

  close(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#launcher?.setOpen(false)
    this.#with(panel => panel.hide())
    this.#launcher?.focus()
    this.#emit('close', undefined)
  }

  ask(text: string, extras: AskExtras = {}): void {
    this.open()
    this.#with(panel => panel.ask(text, extras))
  }

  setContext(context: Context): void {
    this.#context = context
    // A panel that nobody has wanted yet gets it when it is mounted.
    if (this.#panel !== undefined) this.#with(panel => panel.setContext(context))
  }

  handoff(): void {
    this.open()
    this.#with(panel => panel.handoff())
  }

  setToken(source: TokenSource): void {
    this.#token = source
    if (this.#panel !== undefined) this.#with(panel => panel.tokenChanged())
  }

  reset(): void {
    if (this.#settings !== undefined) forgetTalk(this.#settings)
    if (this.#panel !== undefined) this.#with(panel => panel.reset())
  }

  destroy(): void {
    this.#listeners.clear()
    this.remove()
    this.#leave()
  }

  on(name: string, listener: Listener): () => void {
    const all = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, all.add(listener))
    return () => void all.delete(listener)
  }

  /** As before it was first in a page: its connection ends, and it may come into a page again. */
  #leave(): void {
    if (this.#settings === undefined) return
    this.#panel?.then(panel => panel.destroy()).catch(() => undefined)
    this.#panel = undefined
    this.#settings = undefined
    this.#isOpen = false
    this.shadowRoot?.replaceChildren()
    surroundings.gone(this)
  }

  #with(act: (panel: Panel) => unknown): void {
    this.#load().then(act, () => undefined)
  }

  /** Rejects, and may be tried again, when the panel cannot be loaded. */
  #load(): Promise<Panel> {
    this.#panel ??= this.#mount().catch(fault => {
      this.#panel = undefined
      this.#isOpen = false
      this.#launcher?.setOpen(false)
      this.#emit('error', fault)
      throw fault
    })
    return this.#panel
  }

  async #mount(): Promise<Panel> {
    const { shadowRoot: root } = this
    const settings = this.#settings
    if (root === null || settings === undefined) throw new Error('rushdesk: the element is not in a page')
    this.#launcher?.setBusy(true)
    try {
      // A browser keeps the failure of an address: another attempt needs another one.
      const again = this.#attempts++ === 0 ? '' : `?${this.#attempts}`
      const { mount } = (await import(/* @vite-ignore */ `${surroundings.baseUrl}/${__PANEL__}${again}`)) as {
        mount: Mount
      }
      return mount({
        root,
        baseUrl: surroundings.baseUrl,
        settings: { ...settings, context: this.#context ?? settings.context },
        token: async () => (await this.#token?.()) ?? '',
        emit: (name, detail) => this.#emit(name, detail),
        unread: count => this.#launcher?.setUnread(count),
        close: () => this.close(),
      })
    } finally {
      this.#launcher?.setBusy(false)
    }
  }

  #emit<Name extends EventName>(name: Name, detail: EventDetails[Name]): void {
    for (const listener of this.#listeners.get(name) ?? []) {
      try {
        listener(detail)
      } catch (fault) {
        // The shop's own fault is reported as its own.
        reportError(fault)
      }
    }
    this.dispatchEvent(new CustomEvent(name, { detail }))
  }
}

function hasTalk(settings: Settings): boolean {
  try {
    return sessionStorage.getItem(talkKey(settings)) !== null
  } catch {
    return false // A page whose storage is forbidden has no talk to go on with.
  }
}

function forgetTalk(settings: Settings): void {
  try {
    sessionStorage.removeItem(talkKey(settings))
  } catch {
    // Where storage is forbidden nothing was kept.
  }
}
