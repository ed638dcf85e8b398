// The routes of customers' pictures: sent into a dialog, and shown to its customer and to the seat that holds it.
import { Type } from '@sinclair/typebox'
import type { Identity } from '../../auth/identity.js'
import type { PictureViewer } from '../../dialog/store/pictures.js'
import type { DialogId } from '../../ids.js'
import type { Picture } from '../../pictures/picture.js'
import { type Pictures, tooLargeFor } from '../../pictures/pictures.js'
import { Problem } from '../../problem.js'
import { type CustomerRate, type MakeCustomerRate, pay } from '../customer-rate.js'
import { json, type Reply } from '../http/reply.js'
import type { Call, Route } from '../http/route.js'
import { Moment } from './json.js'

/** A picture that a seat saw as it is. */
export interface Revealed {
  readonly seat: Pick<Identity, 'uid' | 'shop'>
  readonly dialogId: DialogId
  readonly traceId: string
}

export interface ImageRouteDeps {
  /** Absent with IMAGES=off. */
  readonly pictures: Pictures | undefined
  /** Resolves when it is on record: before the seat sees the picture. */
  onRevealed(revealed: Revealed): Promise<void>
  readonly customerRate: MakeCustomerRate
  /** Looks at pictures are counted as questions to the store are. */
  readonly mayAsk: CustomerRate
}

/** A picture may take 1 MiB of the store for the life of its dialog. */
const UPLOADS_PER_S = 0.2
const UPLOADS_IN_A_ROW = 40

const IMAGES = '/chat/{dialog_id}/images'
const TYPES = ['image/jpeg', 'image/png', 'image/webp'] as const

const Image = Type.Object({
  image_id: Type.String(),
  width: Type.Integer(),
  height: Type.Integer(),
  expires_at: Moment,
})

export function imageRoutes(deps: ImageRouteDeps): Route[] {
  return [takeImage(deps), showImage(deps)]
}

function takeImage({ pictures, customerRate }: ImageRouteDeps): Route {
  const maySend = customerRate(UPLOADS_PER_S, UPLOADS_IN_A_ROW)
  return {
    method: 'POST',
    path: IMAGES,
    summary: 'Send a picture into a dialog; a question names it among its attachments',
    who: 'customer',
    ...(pictures && { bytes: { types: TYPES, maxBytes: pictures.maxBytes } }),
    replies: { 201: { description: 'It is kept as long as the dialog', schema: Image } },
    problems: ['image-refused', 'not-found', 'images-full', 'rate-limited', 'overloaded', 'store-away'],
    async handle(call): Promise<Reply> {
      if (!pictures) throw new Problem('image-refused', { detail: 'No images are taken here' })
      const { owner } = call.identity
      if (!maySend(owner)) throw new Problem('rate-limited', { retryAfterS: 1 / UPLOADS_PER_S })
      const bytes = receivedBytes(call, pictures.maxBytes)
      const taken = await pictures.take({ dialogId: call.params.dialog_id ?? '', owner, bytes })
      const { imageId, width, height, expiresAt } = taken
      const body = { image_id: imageId, width, height, expires_at: new Date(expiresAt).toISOString() }
      return json(201, body, { Location: `${call.request.path}/${imageId}` })
    },
  }
}

/** Throws Problem 'image-refused' or 'overloaded'. */
function receivedBytes({ request: { body } }: Call, maxBytes: number): Uint8Array {
  if (body.kind === 'no-room') throw new Problem('overloaded')
  if (body.kind === 'too-large' || body.kind === 'endless') throw tooLargeFor(maxBytes)
  return body.kind === 'bytes' ? body.bytes : new Uint8Array()
}

function showImage({ pictures, mayAsk, onRevealed }: ImageRouteDeps): Route {
  return {
    method: 'GET',
    path: `${IMAGES}/{image_id}`,
    summary: 'A picture; for the seat that holds the dialog it is blurred until it is revealed',
    who: 'customer',
    whoElse: ['seat'],
    parameters: [
      {
        in: 'query',
        name: 'reveal',
        schema: Type.Literal('1'),
        description: 'A seat sees the picture as it is; that is put on record.',
      },
    ],
    replies: { 200: { description: 'The picture', type: 'image/*' } },
    problems: ['not-found', 'rate-limited', 'overloaded', 'store-away'],
    async handle({ identity, params, request, trace }): Promise<Reply> {
      pay(mayAsk, identity.owner)
      const { dialog_id: dialogId = '', image_id: imageId = '' } = params
      const ref = { dialogId, imageId }
      const viewer = viewerOf(identity)
      const isBlurred = viewer.kind === 'seat' && new URLSearchParams(request.query).get('reveal') !== '1'
      const picture = await (isBlurred ? pictures?.showBlurred(ref, viewer) : pictures?.show(ref, viewer))
      if (!picture) throw new Problem('not-found')
      if (viewer.kind === 'seat' && !isBlurred) {
        await onRevealed({ seat: identity, dialogId, traceId: trace.traceId })
      }
      return imageReply(picture, imageId)
    },
  }
}

function viewerOf({ role, uid, owner, shop }: Identity): PictureViewer {
  return role === 'seat' ? { kind: 'seat', sub: uid, shop } : { kind: 'customer', owner }
}

/** Nothing but a picture for one reader: no cache keeps it, and no browser takes it for a page. */
function imageReply({ type, bytes }: Picture, imageId: string): Reply {
  const name = `${imageId}.${type.slice('image/'.length)}`
  const headers = {
    'Cache-Control': 'private, no-store',
    'Content-Disposition': `inline; filename="${name}"`,
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'Cross-Origin-Resource-Policy': 'same-origin',
  }
  return { status: 200, type, body: bytes, headers }
}
