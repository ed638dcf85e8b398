// A picture as customers send them: a parcel with a torn corner.

export async function parcel(): Promise<Blob> {
  const canvas = new OffscreenCanvas(800, 600)
  const pen = canvas.getContext('2d')
  if (pen === null) throw new Error('This browser draws nothing')
  const fill = (color: string, ...corners: readonly (readonly [number, number])[]) => {
    pen.fillStyle = color
    pen.beginPath()
    for (const [x, y] of corners) pen.lineTo(x, y)
    pen.fill()
  }
  fill('#e8e2d6', [0, 0], [800, 0], [800, 600], [0, 600])
  fill('#c89b62', [180, 200], [600, 160], [660, 470], [210, 520])
  fill('#b5854c', [180, 200], [260, 120], [640, 90], [600, 160])
  fill('#efe6d2', [370, 182], [420, 177], [462, 490], [402, 497])
  fill('#5b4024', [560, 164], [600, 160], [616, 240], [585, 226], [575, 198])
  return canvas.convertToBlob()
}
