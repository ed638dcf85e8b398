// Pictures for tests, made by the library that the server draws with, or byte by byte where no library makes them.
import { randomBytes } from 'node:crypto'
import { crc32, deflateSync } from 'node:zlib'
import sharp, { type Sharp } from 'sharp'
import type { PictureType } from '../../../src/pictures/picture.js'

interface Size {
  readonly width: number
  readonly height: number
}

const formats: Readonly<Record<PictureType, (image: Sharp) => Sharp>> = {
  'image/jpeg': image => image.jpeg(),
  'image/png': image => image.png(),
  'image/webp': image => image.webp(),
}

const plain = ({ width, height }: Size): Sharp =>
  sharp({ create: { width, height, channels: 3, background: '#38c' } })

/** A picture of one colour. */
export function drawn(type: PictureType, size: Size): Promise<Buffer> {
  return formats[type](plain(size)).toBuffer()
}

/** A picture in which no pixel is like the next. */
export function noise(side: number): Promise<Buffer> {
  const raw = { width: side, height: side, channels: 3 } as const
  return sharp(randomBytes(3 * side * side), { raw })
    .png()
    .toBuffer()
}

/** Words of the metadata that withMetadata puts in. */
export const metadataNeedles = ['SecretPhone X1', 'Planted Owner']

/** A picture that says where and by whom it was taken. */
export function withMetadata(type: PictureType, size: Size): Promise<Buffer> {
  const exif = {
    IFD0: { Model: 'SecretPhone X1', Copyright: 'Planted Owner' },
    IFD3: {
      GPSLatitudeRef: 'N',
      GPSLatitude: '31/1 13/1 5/1',
      GPSLongitudeRef: 'E',
      GPSLongitude: '121/1 28/1 9/1',
    },
  }
  return formats[type](plain(size).withExif(exif)).toBuffer()
}

/** A PNG of a few bytes that claims so many pixels. */
export function bombPng(width: number, height: number): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([1, 0, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.alloc(1000))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, sum])
}
