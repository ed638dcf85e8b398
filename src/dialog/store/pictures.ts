// Pictures that customers sent into a dialog, as its record keeps them: sealed, and gone with it. What is in one, and how
// it is sealed, is the business of src/pictures/. Two backends pass test/contracts/pictures.ts.
import type { DialogId, ImageId } from '../../ids.js'
import type { Decider } from './confirmations.js'

/** Names a picture in its dialog. */
export interface PictureRef {
  readonly dialogId: DialogId
  readonly imageId: ImageId
}

/** The dialog's customer, or a seat, which sees the pictures of the dialog that it holds. */
export type PictureViewer = Decider

export interface SealedPicture {
  readonly sealed: string
  /** Bytes of the picture, which count against the dialog's. */
  readonly bytes: number
}

export type KeptPicture =
  /** `expiresAt`: the end of the dialog's life as of now, epoch milliseconds; its next turn puts it off. */
  | { readonly kind: 'kept'; readonly expiresAt: number }
  | { readonly kind: 'absent' }
  /** The dialog has PICTURES_MOST, or PICTURES_BYTES_MOST. */
  | { readonly kind: 'full' }

/** The pictures that a dialog has. */
export interface PictureList {
  readonly ids: readonly ImageId[]
  readonly bytes: number
}

/** Each method throws Problem 'store-away' when the store cannot be asked. */
export interface DialogPictures {
  /** May be repeated. */
  keep(ref: PictureRef, owner: string, picture: SealedPicture): Promise<KeptPicture>
  /** Undefined when there is none, or it is not the viewer's to see. */
  find(ref: PictureRef, viewer: PictureViewer): Promise<string | undefined>
  /** Undefined when there is no dialog of this owner. */
  list(dialogId: DialogId, owner: string): Promise<PictureList | undefined>
}

export const PICTURES_MOST = 20
export const PICTURES_BYTES_MOST = 10_485_760
