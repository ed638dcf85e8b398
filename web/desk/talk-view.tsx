// One dialog that the seat holds: its talk, the clock of the reply, and the steps that end it.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { pure } from '../design/pure.js'
import { LinkedText } from '../panel/linked-text.js'
import { type Decided, type Held, type Line, newestSeq, unansweredSince, urgency } from './board.js'
import type { DeskView } from './desk-view.js'
import type { Me } from './frames.js'
import { ProposalView } from './proposal-view.js'
import { ReplyBox } from './reply-view.js'
import { Steps } from './steps-view.js'

export interface TalkProps extends Omit<DeskView, 'board'> {
  readonly held: Held
  readonly me: Me | undefined
  /** From 0: Alt and the number after it go there. */
  readonly place: number
}

export const TalkView = pure((props: TalkProps) => {
  const { held, said, place, second, work } = props
  const { row, lines, summary, notes, typingUntil, fault } = held
  const box = useRef<HTMLDivElement>(null)
  const [count, setCount] = useState(0)
  useLayoutEffect(() => {
    if (count === lines.length) return
    setCount(lines.length)
    toNewest(box.current)
  })
  useEffect(() => {
    // What grows beneath the talk would cover its newest line.
    const sizes = new ResizeObserver(() => toNewest(box.current))
    if (box.current !== null) sizes.observe(box.current)
    return () => sizes.disconnect()
  }, [])
  useEffect(() => {
    if (isInSight(box.current)) work.read(held, newestSeq(held))
  }, [second])
  return (
    <article class="talk" aria-label={`${said.customer} ${row.ref ?? row.dialogId.slice(0, 6)}`}>
      <div class="head">
        <kbd>{place + 1}</kbd>
        <b>{row.ref ?? row.dialogId.slice(0, 6)}</b>
        <Clock held={held} said={said} second={second} />
      </div>
      {(summary !== '' || notes.length > 0) && (
        <details class="small">
          <summary>{said.summary}</summary>
          <p>{summary}</p>
          {notes.map(note => (
            <p key={note} class="noted">
              {note}
            </p>
          ))}
        </details>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: without a mouse it is scrolled by the arrow keys */}
      <div class="lines" ref={box} role="log" aria-label={row.last} tabIndex={0}>
        {lines.map(line => (
          <LineView
            key={line.key}
            {...{ line, said, work, dialogId: row.dialogId }}
            decided={line.confirm && held.decided[line.confirm.confirmId]}
          />
        ))}
        {typingUntil > second * 1000 && <p class="small">{said.typing}</p>}
      </div>
      {fault !== undefined && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
      <ReplyBox {...props} />
      <Steps {...props} />
    </article>
  )
})

function Clock({ held, said, second }: Pick<TalkProps, 'held' | 'said' | 'second'>) {
  const since = unansweredSince(held)
  if (since === undefined) return null
  const seconds = Math.max(0, second - Math.round(since / 1000))
  return (
    <span class="clock" data-urgency={urgency(seconds)}>
      {said.waits(seconds)}
    </span>
  )
}

function toNewest(box: HTMLElement | null): void {
  box?.scrollTo({ top: box.scrollHeight })
}

/** Somebody can see it: the tab is in front, and the element within its window. */
function isInSight(element: Element | null): boolean {
  if (element === null || document.hidden) return false
  const { top, bottom } = element.getBoundingClientRect()
  return bottom > 0 && top < innerHeight
}

interface LineProps extends Pick<DeskView, 'said' | 'work'> {
  readonly line: Line
  readonly dialogId: string
  readonly decided: Decided | undefined
}

const LineView = pure(({ line, said, work, dialogId, decided }: LineProps) => {
  const who = { customer: said.customer, bot: said.bot, seat: said.you }[line.from]
  return (
    <div class="line" data-from={line.from} data-unsent={line.isUnsent === true}>
      <span class="small">
        {who}
        {line.ai && ` · ${said.ai}`}
        {line.isUnsent && ` · ${said.unsent}`}
      </span>
      <p>
        <LinkedText text={line.text} />
      </p>
      {line.confirm && <ProposalView {...{ dialogId, decided, said, work }} confirm={line.confirm} />}
    </div>
  )
})
