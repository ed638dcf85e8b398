// Builds what takes customers' pictures in, shows and reads them. Nothing of it is loaded with IMAGES=off.
import type { Clock } from '../clock.js'
import { type Config, ConfigError } from '../config/config.js'
import { noPictures, type TurnPictures } from '../dialog/turn/pictured.js'
import { createTurnstile } from '../front/chat/turnstile.js'
import { createHolds } from '../front/holds.js'
import { createBulkhead } from '../llm/bulkhead.js'
import { createPictures, type Pictures } from '../pictures/pictures.js'
import { createRedraw, type Redraw } from '../pictures/redraw.js'
import { createTesseract, type Tesseract, type TesseractEnv, tesseractFault } from '../pictures/tesseract.js'
import { createTurnPictures } from '../pictures/turn-pictures.js'
import { createByteSeal } from '../privacy/seal.js'
import type { State } from './state.js'

export interface PictureParts {
  /** Absent with IMAGES=off. */
  readonly pictures: Pictures | undefined
  readonly turnPictures: TurnPictures
  close(): void
}

export interface PictureWiringDeps {
  readonly clock: Clock
  readonly state: Pick<State, 'pictures'>
  readonly secrets: { readonly dataKey: string }
  readonly hostInfo: { readonly env: TesseractEnv }
  newId(): string
}

/** Libvips takes one of the four threads that files and names are read with for each. */
const DRAWN_AT_ONCE = 2
/** Pictures of one person that are drawn or wait for it. */
const DRAWN_OF_ONE = 24
/** Processes that may take a core each. */
const READ_AT_ONCE = 2

/** Throws ConfigError. */
export async function buildPictures(config: Config, deps: PictureWiringDeps): Promise<PictureParts> {
  if (config.images === 'off')
    return { pictures: undefined, turnPictures: noPictures, close: () => undefined }
  const { clock } = deps
  const store = deps.state.pictures
  const pictures = createPictures(
    {
      store,
      newId: deps.newId,
      redraw: await openRedraw(),
      seal: createByteSeal(deps.secrets.dataKey, 'picture'),
      takePlace: createHolds(DRAWN_OF_ONE).acquire,
      pass: createTurnstile(DRAWN_AT_ONCE).pass,
    },
    config.imageMaxBytes,
  )
  const tesseract = config.ocr === 'off' ? undefined : await openTesseract(deps.hostInfo.env)
  const bulkhead = createBulkhead(READ_AT_ONCE, clock)
  return {
    pictures,
    turnPictures: createTurnPictures({ store, pictures, tesseract, bulkhead, clock }),
    close: () => tesseract?.close(),
  }
}

async function openRedraw(): Promise<Redraw> {
  try {
    return await createRedraw()
  } catch {
    throw new ConfigError(['IMAGES must be off here: the package sharp cannot be loaded on this machine'])
  }
}

async function openTesseract(env: TesseractEnv): Promise<Tesseract> {
  const fault = await tesseractFault(env)
  if (fault === undefined) return createTesseract(env)
  throw new ConfigError([
    `OCR must be off here: ${fault} (apt-get install tesseract-ocr tesseract-ocr-chi-sim)`,
  ])
}
