// The language of a page: as its address says, else that of the browser.

export type Language = 'zh' | 'en'

export function pageLanguage(): Language {
  const name = new URLSearchParams(location.search).get('lang') ?? navigator.language
  const lang = name.startsWith('zh') ? 'zh' : 'en'
  document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en'
  return lang
}
