// Takes customers' pictures in, and shows them: drawn anew, sealed to their dialog, a few at a time in this process. The
// record of the dialog keeps them (dialog/store/pictures.ts).
import {
  type DialogPictures,
  PICTURES_BYTES_MOST,
  PICTURES_MOST,
  type PictureRef,
  type PictureViewer,
} from '../dialog/store/pictures.js'
import { type DialogId, type ImageId, imageIdOf } from '../ids.js'
import type { ByteSeal } from '../privacy/seal.js'
import { Problem } from '../problem.js'
import { type Picture, packPicture, pictureTypeOf, unpackPicture } from './picture.js'
import type { Redraw } from './redraw.js'

export interface PicturesDeps {
  readonly store: DialogPictures
  readonly redraw: Redraw
  readonly seal: ByteSeal
  /** Lets a few pictures be drawn at a time; the others wait in the order in which they came. */
  pass<T>(draw: () => Promise<T>): Promise<T>
  /** Takes one of the few places that a person has for pictures that are drawn or wait for it; the returned function gives
   *  it back. Undefined when there is none. */
  takePlace(who: string): (() => void) | undefined
  /** 32 random hex digits. */
  newId(): string
}

export interface PictureOrder {
  readonly dialogId: DialogId
  readonly owner: string
  readonly bytes: Uint8Array
}

/** A picture that was taken in. */
export interface TakenPicture extends Pick<Picture, 'width' | 'height'> {
  readonly imageId: ImageId
  /** Epoch milliseconds. */
  readonly expiresAt: number
}

/** All throw Problem 'store-away', and 'overloaded' when too many pictures wait to be drawn. */
export interface Pictures {
  /** IMAGE_MAX_BYTES. */
  readonly maxBytes: number
  /** Throws Problem 'not-found', 'images-full' or 'image-refused'. */
  take(order: PictureOrder): Promise<TakenPicture>
  /** Undefined when there is none, or it is not the viewer's to see. */
  show(ref: PictureRef, viewer: PictureViewer): Promise<Picture | undefined>
  /** The same with nothing in it to be read. */
  showBlurred(ref: PictureRef, viewer: PictureViewer): Promise<Picture | undefined>
}

/** Pictures that are drawn or wait for it, of all together. */
const INSIDE_MOST = 64

export function createPictures(deps: PicturesDeps, maxBytes: number): Pictures {
  const { store, redraw, seal } = deps
  let inside = 0

  async function drawing<T>(who: string, draw: () => Promise<T>): Promise<T> {
    const leave = inside < INSIDE_MOST ? deps.takePlace(who) : undefined
    if (leave === undefined) throw new Problem('overloaded', { retryAfterS: 1 })
    inside++
    return deps.pass(draw).finally(() => {
      inside--
      leave()
    })
  }

  /** Looked at before a picture is drawn, which costs more. */
  async function roomIn({ dialogId, owner }: PictureOrder): Promise<void> {
    const list = await store.list(dialogId, owner)
    if (list === undefined) throw new Problem('not-found')
    if (list.ids.length >= PICTURES_MOST || list.bytes >= PICTURES_BYTES_MOST)
      throw new Problem('images-full')
  }

  async function drawnAnew({ owner, bytes }: PictureOrder): Promise<Picture> {
    const type = pictureTypeOf(bytes)
    if (type === undefined) throw refused('It is no JPEG, PNG or WebP')
    const drawn = await drawing(owner, () => redraw.redraw(bytes, { type, maxBytes }))
    if (drawn === 'broken') throw refused('It is broken, or has too many pixels')
    if (drawn === 'too-large') throw tooLargeFor(maxBytes)
    return drawn
  }

  async function show(ref: PictureRef, viewer: PictureViewer): Promise<Picture | undefined> {
    const sealed = await store.find(ref, viewer)
    const packed = sealed === undefined ? undefined : seal.open(Buffer.from(sealed, 'base64'), nameOf(ref))
    return packed && unpackPicture(packed)
  }

  return {
    maxBytes,
    async take(order) {
      await roomIn(order)
      const picture = await drawnAnew(order)
      const ref = { dialogId: order.dialogId, imageId: imageIdOf(deps.newId()) }
      const sealed = seal.seal(packPicture(picture), nameOf(ref)).toString('base64')
      const kept = await store.keep(ref, order.owner, { sealed, bytes: picture.bytes.length })
      if (kept.kind === 'absent') throw new Problem('not-found')
      if (kept.kind === 'full') throw new Problem('images-full')
      const { width, height } = picture
      return { imageId: ref.imageId, width, height, expiresAt: kept.expiresAt }
    },
    show,
    async showBlurred(ref, viewer) {
      const picture = await show(ref, viewer)
      return (
        picture && drawing(viewer.kind === 'seat' ? viewer.sub : viewer.owner, () => redraw.blur(picture))
      )
    },
  }
}

export function tooLargeFor(maxBytes: number): Problem {
  return refused(`It has more than ${maxBytes} bytes`)
}

function refused(detail: string): Problem {
  return new Problem('image-refused', { detail })
}

/** A picture is sealed to its place: it opens in no other dialog. */
function nameOf({ dialogId, imageId }: PictureRef): string {
  return `${dialogId}/${imageId}`
}
