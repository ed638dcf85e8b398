// A picture as it is kept and shown, which kinds there are, and its form as bytes to be sealed. Pure.

export type PictureType = 'image/jpeg' | 'image/png' | 'image/webp'

export interface Picture {
  readonly type: PictureType
  readonly width: number
  readonly height: number
  readonly bytes: Uint8Array
}

/** The kind of picture that begins with these bytes; what the client calls it does not count. */
export function pictureTypeOf(bytes: Uint8Array): PictureType | undefined {
  const head = Buffer.from(bytes.subarray(0, 12)).toString('latin1')
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
  return head.startsWith('RIFF') && head.endsWith('WEBP') ? 'image/webp' : undefined
}

/** A line of facts, then the picture. */
export function packPicture({ type, width, height, bytes }: Picture): Uint8Array {
  return Buffer.concat([Buffer.from(`${type} ${width} ${height}\n`), bytes])
}

/** The picture that packPicture made these bytes of. */
export function unpackPicture(packed: Uint8Array): Picture {
  const end = packed.indexOf(10)
  const [type, width, height] = Buffer.from(packed.subarray(0, end)).toString().split(' ')
  return {
    type: type as PictureType,
    width: Number(width),
    height: Number(height),
    bytes: packed.subarray(end + 1),
  }
}
