// /widget.js: one line in a shop's page. Draws the launcher and takes the calls that the page made before.
import { type Listener, RushdeskChat, surroundings } from './chat-element.js'
import type { AskExtras } from './panel-contract.js'
import type { Context } from './settings.js'
import type { TokenSource } from './token-source.js'

const TAG = 'rushdesk-chat'

type Call = readonly [name: string, ...given: unknown[]]

/** The calls that wait until there is a chat. */
const waiting: Call[] = []
let chat: RushdeskChat | undefined

const methods: Readonly<Record<string, (chat: RushdeskChat, ...given: never[]) => unknown>> = {
  open: chat => chat.open(),
  close: chat => chat.close(),
  ask: (chat, text: string, extras?: AskExtras) => chat.ask(text, extras),
  setContext: (chat, context: Context) => chat.setContext(context),
  handoff: chat => chat.handoff(),
  setToken: (chat, source: TokenSource) => chat.setToken(source),
  reset: chat => chat.reset(),
  destroy: chat => chat.destroy(),
  on: (chat, name: string, listener: Listener) => chat.on(name, listener),
}

function run(call: Call): unknown {
  const [name, ...given] = call
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined
  if (method === undefined) return console.warn(`rushdesk: there is no ${name}()`)
  if (chat !== undefined) return method(chat, ...(given as never[]))
  waiting.push(call)
  return undefined
}

/** The page's first chat is the one that calls are for. Called before it asks for anything, so that setToken counts. */
function take(drawn: RushdeskChat): void {
  if (chat !== undefined) return
  chat = drawn
  for (const call of waiting.splice(0)) run(call)
}

/** Calls from now on wait for another chat. */
function lose(gone: RushdeskChat): void {
  if (chat === gone) chat = undefined
}

/** A script with attributes brings its own chat; with none, the page has a `<rushdesk-chat>`. */
function bringOwn({ attributes }: HTMLScriptElement): void {
  const given = [...attributes].filter(({ name }) => name.startsWith('data-'))
  if (given.length === 0) return
  const own = document.createElement(TAG)
  for (const { name, value } of given) own.setAttribute(name, value)
  if (document.body) document.body.append(own)
  else addEventListener('DOMContentLoaded', () => document.body.append(own))
}

const script = document.currentScript
if (script instanceof HTMLScriptElement && customElements.get(TAG) === undefined) {
  surroundings.baseUrl = script.src.replace(/\/widget\.js(?:[?#].*)?$/, '')
  surroundings.drawn = take
  surroundings.gone = lose
  const page = window as { rushdesk?: { q?: readonly Call[] } }
  waiting.push(...(page.rushdesk?.q ?? []))
  const api = Object.keys(methods).map(name => [name, (...given: unknown[]) => run([name, ...given])])
  // Pages that go on using the list have their calls done at once.
  page.rushdesk = { ...Object.fromEntries(api), q: { push: (...calls: Call[]) => calls.forEach(run) } }
  customElements.define(TAG, RushdeskChat)
  bringOwn(script)
}
