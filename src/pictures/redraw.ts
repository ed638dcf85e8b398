// Draws pictures anew with sharp (libvips), in threads of its own: what was hidden in a file (metadata, trailing bytes, a
// second format) does not survive, and neither do more pixels than anybody looks at. Sharp is loaded by the first call.
import type { Sharp } from 'sharp'
import type { Picture, PictureType } from './picture.js'

export interface Redraw {
  /** The picture without metadata, upright, at most SIDE_MOST pixels wide and high; undefined when the bytes are no whole
   *  picture of this type, or cannot be drawn within `maxBytes`. */
  redraw(
    bytes: Uint8Array,
    order: { readonly type: PictureType; readonly maxBytes: number },
  ): Promise<Redrawn>
  /** The picture as large as before, with nothing in it to be read. */
  blur(picture: Picture): Promise<Picture>
}

export type Redrawn = Picture | 'broken' | 'too-large'

/** A file of a few bytes may claim any number of pixels, and each takes four bytes of memory. */
const PIXELS_MOST = 25_000_000
const SIDE_MOST = 2048
const SECONDS_MOST = 5
/** What is left of a blurred picture: a face has some ten pixels, a line of text has none. */
const BLURRED_SIDE = 24

const quality = 80
const formats = {
  'image/jpeg': (image: Sharp) => image.flatten({ background: '#fff' }).jpeg({ quality }),
  'image/png': (image: Sharp) => image.png(),
  'image/webp': (image: Sharp) => image.webp({ quality }),
} as const satisfies Record<PictureType, (image: Sharp) => Sharp>

const loaders = ['JpegBuffer', 'PngBuffer', 'WebpBuffer'].map(name => `VipsForeignLoad${name}`)

/** Rejects where sharp has no build for this machine. */
export async function createRedraw(): Promise<Redraw> {
  const { default: sharp } = await import('sharp')
  sharp.cache(false)
  sharp.concurrency(1)
  sharp.block({ operation: ['VipsForeignLoad'] })
  sharp.unblock({ operation: loaders })

  const opened = (bytes: Uint8Array) =>
    sharp(bytes, { limitInputPixels: PIXELS_MOST, failOn: 'warning' }).timeout({ seconds: SECONDS_MOST })

  async function drawn(image: Sharp, type: PictureType): Promise<Picture> {
    const { data, info } = await formats[type](image).toBuffer({ resolveWithObject: true })
    return { type, width: info.width, height: info.height, bytes: data }
  }

  return {
    async redraw(bytes, { type, maxBytes }) {
      const box = { width: SIDE_MOST, height: SIDE_MOST, fit: 'inside', withoutEnlargement: true } as const
      const image = opened(bytes).autoOrient().resize(box)
      try {
        const same = await drawn(image.clone(), type)
        if (same.bytes.length <= maxBytes) return same
        const smaller = await drawn(image, 'image/jpeg')
        return smaller.bytes.length <= maxBytes ? smaller : 'too-large'
      } catch {
        return 'broken' // Cut off, damaged, too many pixels or too slow: sharp tells them apart by its message alone.
      }
    },
    async blur({ bytes, width, height }) {
      const few = { width: BLURRED_SIDE, height: BLURRED_SIDE, fit: 'inside' } as const
      const small = await opened(bytes).resize(few).png().toBuffer()
      return drawn(opened(small).resize({ width, height, fit: 'fill' }), 'image/jpeg')
    },
  }
}
