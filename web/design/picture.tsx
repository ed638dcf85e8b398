// A picture that needs a token to be fetched. It is drawn on a canvas: a shop's policy lets no image of ours in, and needs
// to let none. Pressed, it is shown as large as the window.
import { useEffect, useRef, useState } from 'preact/hooks'
import { Icon } from './icons.js'
import type { PictureWords } from './picture-words.js'

interface PictureProps {
  /** Another name is another picture. */
  readonly name: string
  readonly load: () => Promise<Blob>
  readonly said: PictureWords
}

export function Picture({ name, load, said }: PictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [attempt, setAttempt] = useState(0)
  const [state, setState] = useState<'loading' | 'shown' | 'failed'>('loading')
  const [isLarge, setLarge] = useState(false)
  useEffect(() => {
    if (canvas.current === null) return
    const place = canvas.current
    setState('loading')
    return whenSeen(place, () =>
      load()
        .then(blob => draw(blob, place))
        .then(
          () => setState('shown'),
          () => setState('failed'),
        ),
    )
  }, [name, attempt])
  return (
    <span class="picture" data-state={state}>
      <button
        type="button"
        aria-label={said.enlarge}
        disabled={state !== 'shown'}
        onClick={() => setLarge(true)}
      >
        <canvas ref={canvas} />
      </button>
      {state === 'failed' && (
        <span class="small">
          {said.gone}
          <button type="button" class="link" onClick={() => setAttempt(attempt + 1)}>
            {said.again}
          </button>
        </span>
      )}
      {isLarge && canvas.current && (
        <Large said={said} picture={canvas.current} close={() => setLarge(false)} />
      )}
    </span>
  )
}

interface LargeProps extends Pick<PictureProps, 'said'> {
  readonly picture: HTMLCanvasElement
  readonly close: () => void
}

function Large({ picture, said, close }: LargeProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    if (canvas.current !== null) copy(picture, canvas.current)
    dialog.current?.showModal()
  }, [])
  return (
    <dialog
      ref={dialog}
      class="large"
      aria-label={said.name}
      onClose={close}
      onClick={() => dialog.current?.close()}
      // Escape closes the picture, and not what lies beneath it.
      onKeyDown={event => event.stopPropagation()}
    >
      <button type="button" aria-label={said.shut}>
        <Icon name="close" />
      </button>
      <canvas ref={canvas} />
    </dialog>
  )
}

/** Calls once the element is in sight; the function that is returned keeps it from being called. */
function whenSeen(element: Element, act: () => void): () => void {
  const sight = new IntersectionObserver(entries => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return
    sight.disconnect()
    act()
  })
  sight.observe(element)
  return () => sight.disconnect()
}

/** A talk may show many: none is drawn with more pixels than a screen has. */
const SIDE_MOST = 1_600

async function draw(blob: Blob, canvas: HTMLCanvasElement): Promise<void> {
  const picture = await createImageBitmap(blob)
  copy(picture, canvas)
  picture.close()
}

function copy(picture: ImageBitmap | HTMLCanvasElement, canvas: HTMLCanvasElement): void {
  const { width, height } = picture
  const scale = Math.min(1, SIDE_MOST / Math.max(width, height))
  canvas.width = Math.round(width * scale)
  canvas.height = Math.round(height * scale)
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
}
