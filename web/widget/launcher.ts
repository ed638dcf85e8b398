// The button in the corner of a shop's page. Small, because every visitor of the shop loads it and few ever press it.
import styles from './launcher.css?inline'
import type { Settings } from './settings.js'

export interface Launcher {
  setOpen(isOpen: boolean): void
  setUnread(count: number): void
  /** The panel is on its way. */
  setBusy(isBusy: boolean): void
  focus(): void
}

const words = {
  zh: { open: '打开在线客服', close: '关闭在线客服', unread: (n: number) => `打开在线客服，${n} 条新消息` },
  en: {
    open: 'Open support chat',
    close: 'Close support chat',
    unread: (n: number) => `Open support chat, ${n} new`,
  },
}

const bubble =
  'M12 3.5c5 0 9 3.3 9 7.5s-4 7.5-9 7.5c-.9 0-1.8-.1-2.6-.3L5 20.5l.9-3.7C4.1 15.4 3 13.3 3 11c0-4.2 4-7.5 9-7.5Z'
const cross = 'm6 6 12 12M18 6 6 18'

export function drawLauncher(root: ShadowRoot, settings: Settings, press: () => void): Launcher {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(styles)
  root.adoptedStyleSheets = [sheet]
  const said = words[settings.lang]
  const badge = element('span', 'badge')
  badge.hidden = true
  const button = element('button', 'launcher')
  button.type = 'button'
  button.part.add('launcher')
  button.append(icon(bubble, 'bubble-icon'), icon(cross, 'cross'), badge)
  button.addEventListener('click', press)
  button.hidden = !settings.hasLauncher
  const frame = element('div', 'corner')
  frame.lang = settings.lang === 'zh' ? 'zh-CN' : 'en'
  if (settings.theme !== 'auto') frame.dataset.theme = settings.theme
  frame.dataset.position = settings.position
  frame.append(button)
  root.append(frame)

  let isOpen = false
  let unread = 0
  const label = () => {
    const idle = unread > 0 ? said.unread(unread) : said.open
    button.ariaLabel = isOpen ? said.close : idle
    button.ariaExpanded = String(isOpen)
    badge.hidden = unread === 0 || isOpen
    badge.textContent = unread > 99 ? '99+' : String(unread)
  }
  label()
  return {
    setOpen(open) {
      isOpen = open
      frame.dataset.open = String(open)
      label()
    },
    setUnread(count) {
      unread = count
      label()
    },
    setBusy: isBusy => {
      button.ariaBusy = String(isBusy)
    },
    focus: () => button.focus(),
  }
}

function element<Name extends 'button' | 'span' | 'div'>(
  name: Name,
  className: string,
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name)
  made.className = className
  return made
}

function icon(path: string, className: string): SVGSVGElement {
  const space = 'http://www.w3.org/2000/svg'
  const svg = document.createElementNS(space, 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('class', className)
  svg.ariaHidden = 'true'
  const line = document.createElementNS(space, 'path')
  line.setAttribute('d', path)
  svg.append(line)
  return svg
}
