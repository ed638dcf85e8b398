// Pictures of a customer: sent into a dialog, and seen again. Plain HTTP. A sending whose reply was lost is not repeated,
// because the dialog would have the picture twice.

import type { Http } from './http.js'
import { readJson } from './http.js'
import { dialogPath } from './requests.js'

/** What `attachments` of `ask` takes besides cards: `{ type: 'image', image_id: imageId }`. */
export interface SentImage {
  readonly imageId: string
  readonly width: number
  readonly height: number
  /** ISO 8601. */
  readonly expiresAt: string
}

export interface Images {
  /** Takes a JPEG, PNG or WebP. A ProblemError says why it was refused: its `detail` is the text to show. */
  sendImage(dialogId: string, image: Blob | Uint8Array<ArrayBuffer>): Promise<SentImage>
  image(dialogId: string, imageId: string): Promise<Blob>
}

export function createImages({ http, signal }: { http: Http; signal: AbortSignal }): Images {
  return {
    async sendImage(dialogId, image) {
      const path = `${dialogPath(dialogId)}/images`
      return readJson(await http.send({ method: 'POST', path, bytes: image, signal }), signal)
    },
    async image(dialogId, imageId) {
      return (await http.send({ method: 'GET', path: imagePath(dialogId, imageId), signal })).blob()
    },
  }
}

export const imagePath = (dialogId: string, imageId: string) =>
  `${dialogPath(dialogId)}/images/${encodeURIComponent(imageId)}`
