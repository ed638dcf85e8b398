// What the widget may offer its customers on this server. The panel asks when it is opened; it is the same for everybody.
import { Type } from '@sinclair/typebox'
import { json } from '../http/reply.js'
import type { Route } from '../http/route.js'
import { forShops, lives } from './page-routes.js'

export interface WidgetOffersDeps {
  /** IMAGE_MAX_BYTES, or 0 with IMAGES=off. */
  readonly imageMaxBytes: number
}

const Offers = Type.Object({ image_max_bytes: Type.Integer({ minimum: 0 }) })

export function widgetOffersRoute({ imageMaxBytes }: WidgetOffersDeps): Route {
  return {
    method: 'GET',
    path: '/widget.json',
    summary: 'What the widget may offer',
    who: 'open',
    isFile: true,
    replies: { 200: { description: 'The offers', schema: Offers } },
    problems: [],
    handle: () =>
      json(200, { image_max_bytes: imageMaxBytes }, { 'Cache-Control': lives.short, ...forShops }),
  }
}
