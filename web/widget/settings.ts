// A shop's settings of the widget, by attributes of the script (`data-…`) or of the element.

export interface Settings {
  /** Asked by GET with credentials; gives `{"token"}`. */
  readonly tokenUrl: string
  readonly shop: string
  readonly lang: 'zh' | 'en'
  readonly theme: 'auto' | 'light' | 'dark'
  /** A CSS colour; '' for ours. */
  readonly color: string
  readonly position: 'right' | 'left'
  /** False: the shop opens the panel from a button of its own. */
  readonly hasLauncher: boolean
  readonly opensAtOnce: boolean
  readonly context: Context
}

/** The page, product or order seen. */
export interface Context {
  readonly order_id?: string
  readonly product_id?: string
  readonly page?: string
}

/** `attribute` reads by the name without `data-`. */
export function readSettings(attribute: (name: string) => string | null): Settings {
  const read = (name: string) => attribute(name)?.trim() ?? ''
  const theme = read('theme')
  return {
    tokenUrl: read('token-url'),
    shop: read('shop'),
    lang: languageOf(read('lang')),
    theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
    color: CSS.supports('color', read('color')) ? read('color') : '',
    position: read('position') === 'left' ? 'left' : 'right',
    hasLauncher: !['none', 'off', 'false'].includes(read('launcher')),
    opensAtOnce: attribute('open') !== null && read('open') !== 'false',
    context: contextOf({ order_id: read('order-id'), product_id: read('product-id'), page: read('page') }),
  }
}

/** Leaves out what is empty. */
function contextOf(given: Readonly<Record<string, string>>): Context {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''))
}

function languageOf(asked: string): Settings['lang'] {
  const page = document.documentElement.lang || navigator.language
  const named = asked === 'zh' || asked === 'en' ? asked : page
  return named.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

/** Where a tab keeps the id of its talk. */
export const talkKey = ({ shop }: Pick<Settings, 'shop'>) => `rushdesk:${shop}`
