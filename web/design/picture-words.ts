// What is said of a picture wherever one is shown.
import type { Language } from './language.js'

export interface PictureWords {
  readonly name: string
  readonly enlarge: string
  readonly shut: string
  readonly gone: string
  readonly again: string
}

export const pictureWords: Readonly<Record<Language, PictureWords>> = {
  zh: { name: '图片', enlarge: '放大图片', shut: '关闭图片', gone: '图片无法显示', again: '重试' },
  en: {
    name: 'Picture',
    enlarge: 'Enlarge the picture',
    shut: 'Close the picture',
    gone: 'The picture cannot be shown',
    again: 'Try again',
  },
}
