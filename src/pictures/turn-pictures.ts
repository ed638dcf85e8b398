// What turns ask about the pictures that came with their questions: whether they are the dialog's own, and the text in
// them, where OCR reads it. The text is raw: the turn masks it with the question.
import type { Clock } from '../clock.js'
import type { DialogPictures } from '../dialog/store/pictures.js'
import type { PicturedTurn, TurnPictures } from '../dialog/turn/pictured.js'
import type { Bulkhead } from '../llm/bulkhead.js'
import type { StopSignal } from '../stop.js'
import { withoutInvisible } from '../text/invisible.js'
import type { Pictures } from './pictures.js'
import type { Tesseract } from './tesseract.js'

export interface TurnPicturesDeps {
  readonly store: Pick<DialogPictures, 'list'>
  readonly pictures: Pick<Pictures, 'show'>
  /** Absent with OCR=off. */
  readonly tesseract: Tesseract | undefined
  /** Pictures that are read at a time. */
  readonly bulkhead: Bulkhead
  readonly clock: Clock
}

/** The longest time for all pictures of a turn, where its deadline gives more. */
const READ_MS = 30_000
/** Characters of each picture's text that become part of the question. */
const TEXT_MOST = 1_000

export function createTurnPictures(deps: TurnPicturesDeps): TurnPictures {
  const { store, pictures, tesseract, bulkhead, clock } = deps

  /** Waits for a process at most until `until`, and lets it run no longer. */
  async function inTurn(picture: Uint8Array, until: number, signal: StopSignal): Promise<string> {
    if (tesseract === undefined) return ''
    if ((await bulkhead.acquire(until, signal)) !== 'entered') return ''
    const since = clock.now()
    return tesseract.read(picture, until - since, signal).finally(() => bulkhead.release(clock.now() - since))
  }

  async function read({ dialogId, owner, ids, deadlineAt }: PicturedTurn, signal: StopSignal) {
    const now = clock.now()
    // The answer needs the other half.
    const until = now + Math.min(READ_MS, (deadlineAt - now) / 2)
    const texts = ids.map(async imageId => {
      const picture = await pictures.show({ dialogId, imageId }, { kind: 'customer', owner })
      return picture ? plain(await inTurn(picture.bytes, until, signal)) : ''
    })
    return (await Promise.all(texts)).filter(text => text !== '')
  }

  return {
    isReading: tesseract !== undefined,
    async areOf({ dialogId, owner, ids }) {
      const known = (await store.list(dialogId, owner))?.ids ?? []
      return ids.every(id => known.includes(id))
    },
    read,
  }
}

const betweenHan = /(?<=[\p{Script=Han}，。：；、！？]) +(?=[\p{Script=Han}，。：；、！？])/gu

/** One line, without the blanks that tesseract puts between Chinese characters. */
function plain(text: string): string {
  const line = withoutInvisible(text.replace(/\s+/g, ' ')).replace(betweenHan, '').trim()
  return [...line].slice(0, TEXT_MOST).join('')
}
