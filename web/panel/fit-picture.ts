// Makes a picture small enough for the server: a phone's photo has several times the bytes that it takes.

/** Tried in their order. The server draws at most the first size. */
const sizes = [
  { side: 2_048, quality: 0.85 },
  { side: 1_600, quality: 0.8 },
  { side: 1_200, quality: 0.7 },
]
/** A picture of more is too large for the server however few its bytes are. */
const PIXELS_MOST = 25_000_000
const TYPES = ['image/jpeg', 'image/png', 'image/webp']

/** What a file chooser offers. */
export const ACCEPTED = TYPES.join(',')

/** Rejects when this browser cannot read it as a picture. */
export async function fitPicture(file: Blob, maxBytes: number): Promise<Blob> {
  const picture = await createImageBitmap(file)
  try {
    const isSmall = file.size <= maxBytes && picture.width * picture.height <= PIXELS_MOST
    if (isSmall && TYPES.includes(file.type)) return file
    let drawn = file
    for (const size of sizes) {
      drawn = await drawSmaller(picture, size)
      if (drawn.size <= maxBytes) break
    }
    return drawn
  } finally {
    picture.close()
  }
}

function drawSmaller(picture: ImageBitmap, { side, quality }: (typeof sizes)[number]): Promise<Blob> {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height))
  const canvas = new OffscreenCanvas(Math.ceil(picture.width * scale), Math.ceil(picture.height * scale))
  const pen = canvas.getContext('2d')
  if (pen !== null) {
    // A JPEG has no transparency: what is clear would become black.
    pen.fillStyle = '#fff'
    pen.fillRect(0, 0, canvas.width, canvas.height)
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height)
  }
  return canvas.convertToBlob({ type: 'image/jpeg', quality })
}
