// Pictures are drawn anew: what nobody sees in them is gone, and what is no whole picture is refused.
import sharp from 'sharp'
import t from 'tap'
import { type PictureType, pictureTypeOf } from '../../src/pictures/picture.js'
import { createRedraw } from '../../src/pictures/redraw.js'
import { bombPng, drawn, metadataNeedles, noise, withMetadata } from '../support/pictures/samples.js'

const redraw = await createRedraw()
const maxBytes = 1_048_576
const types = ['image/jpeg', 'image/png', 'image/webp'] as const

async function redrawn(bytes: Uint8Array, type: PictureType) {
  const made = await redraw.redraw(bytes, { type, maxBytes })
  if (typeof made === 'string') throw new Error(made)
  return made
}

t.test('a picture keeps its type and size, and loses where and with what it was taken', async t => {
  for (const type of types) {
    const bytes = await withMetadata(type, { width: 120, height: 80 })
    t.equal(pictureTypeOf(bytes), type)
    for (const needle of metadataNeedles) t.ok(bytes.includes(needle), `${needle} was put in`)
    const made = await redrawn(bytes, type)
    t.match(made, { type, width: 120, height: 80 })
    t.equal(pictureTypeOf(made.bytes), type)
    const { exif, icc, xmp, iptc, width, height } = await sharp(made.bytes).metadata()
    t.same(
      { exif, icc, xmp, iptc, width, height },
      {
        exif: undefined,
        icc: undefined,
        xmp: undefined,
        iptc: undefined,
        width: 120,
        height: 80,
      },
    )
    for (const needle of metadataNeedles)
      t.notOk(Buffer.from(made.bytes).includes(needle), `${needle} is gone`)
  }
})

t.test('a picture that lay on its side stands upright', async t => {
  const side = await sharp(await drawn('image/jpeg', { width: 120, height: 80 }))
    .withExif({ IFD0: { Orientation: '6' } })
    .withMetadata({ orientation: 6 })
    .toBuffer()
  t.match(await redrawn(side, 'image/jpeg'), { width: 80, height: 120 })
})

t.test('what follows a picture in its file does not survive', async t => {
  const bytes = Buffer.concat([await drawn('image/png', { width: 20, height: 20 }), Buffer.from('<script>')])
  t.notOk(Buffer.from((await redrawn(bytes, 'image/png')).bytes).includes('<script>'))
})

t.test('a large picture is drawn at most 2,048 pixels wide and high', async t => {
  const bytes = await drawn('image/webp', { width: 4000, height: 1000 })
  t.match(await redrawn(bytes, 'image/webp'), { width: 2048, height: 512 })
})

t.test('a picture that is cut off, damaged or none at all is refused', async t => {
  for (const type of types) {
    const bytes = await drawn(type, { width: 200, height: 200 })
    const cut = bytes.subarray(0, Math.floor(bytes.length / 2))
    const torn = Buffer.concat([bytes.subarray(0, 12), Buffer.alloc(500, 7)])
    for (const broken of [cut, torn, bytes.subarray(0, 12)])
      t.equal(await redraw.redraw(broken, { type, maxBytes }), 'broken', type)
  }
})

t.test('a file of a few bytes that claims a billion pixels is refused', async t => {
  const bytes = bombPng(40_000, 40_000)
  t.ok(bytes.length < 1000)
  t.equal(await redraw.redraw(bytes, { type: 'image/png', maxBytes }), 'broken')
})

t.test('other formats do not pass under the name of one that is taken', async t => {
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
  const gif = await sharp(await drawn('image/png', { width: 9, height: 9 }))
    .gif()
    .toBuffer()
    .catch(() => Buffer.from('GIF89a'))
  for (const bytes of [svg, gif]) {
    t.equal(pictureTypeOf(bytes), undefined)
    t.equal(await redraw.redraw(bytes, { type: 'image/png', maxBytes }), 'broken')
  }
})

t.test('a picture that takes too many bytes is drawn as JPEG, or refused', async t => {
  const bytes = await noise(300)
  const size = { width: 300, height: 300 }
  t.match(await redraw.redraw(bytes, { type: 'image/png', maxBytes: 100_000 }), {
    type: 'image/jpeg',
    ...size,
  })
  t.equal(await redraw.redraw(bytes, { type: 'image/png', maxBytes: 2_000 }), 'too-large')
})

t.test('a blurred picture is as large as before and holds nothing to be read', async t => {
  const picture = await redrawn(await noise(300), 'image/png')
  const blurred = await redraw.blur(picture)
  t.match(blurred, { type: 'image/jpeg', width: 300, height: 300 })
  const { channels } = await sharp(blurred.bytes)
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true })
    .then(({ data }) => ({ channels: data }))
  let jumps = 0
  for (let i = 1; i < channels.length; i++)
    if (i % 300 !== 0 && Math.abs((channels[i] ?? 0) - (channels[i - 1] ?? 0)) > 40) jumps++
  t.equal(jumps, 0, 'no pixel stands out from its neighbour')
})
