// The lines of one talk, the newest in view.
import type { RefObject } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { imagesAsWords } from '../client/image-text.js'
import { useEndInView } from '../design/end-in-view.js'
import { Icon } from '../design/icons.js'
import { pure } from '../design/pure.js'
import { useSecond } from '../design/use-second.js'
import { type Held, isSeen, type Line, newestSeq } from './board.js'
import type { DeskView } from './desk-view.js'
import { LineView } from './line-view.js'
import { useReading } from './reading.js'

/** Lines that are drawn, and leave the view, together: a line that comes has the last of them drawn anew and no others. */
const TOGETHER = 5
/** No line is lower, with its distance from the next. */
const LINE_PX = 40

interface LinesProps extends Pick<DeskView, 'said' | 'work' | 'seconds'> {
  readonly held: Held
}

export function Lines({ held, said, work, seconds }: LinesProps) {
  const { row, lines, decided, typingUntil } = held
  const { dialogId } = row
  const box = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const [isWhole, setWhole] = useState(false)
  const fitting = useFitting(box)
  useReading(box, seconds, { newest: newestSeq(held), read: seq => work.read(dialogId, seq) })
  const { isAway, toEnd, onScroll } = useEndInView(box, content)
  // Whoever looks at something earlier sees all of it.
  const hidden = isWhole || isAway ? 0 : hiddenOf(lines.length, fitting)
  const groups = useGroups(lines, hidden)
  return (
    <div class="written">
      <div
        class="lines"
        ref={box}
        role="log"
        aria-label={imagesAsWords(row.last, said.picture.name)}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: without a mouse it is scrolled by the arrow keys
        tabIndex={0}
        onScroll={onScroll}
      >
        <div ref={content}>
          {hidden > 0 && (
            <button type="button" class="plain" onClick={() => setWhole(true)}>
              {said.earlier(hidden)}
            </button>
          )}
          {groups.map((group, i) => (
            <Group
              key={group[0]?.key}
              group={group}
              said={said}
              work={work}
              dialogId={dialogId}
              decided={decided}
              before={groups[i - 1]?.at(-1)}
            />
          ))}
          {isSeen(held) && <p class="small seen">{said.seen}</p>}
          <Typing until={typingUntil} said={said} seconds={seconds} />
        </div>
      </div>
      {isAway && (
        <button type="button" class="newest" aria-label={said.newest} onClick={toEnd}>
          <Icon name="arrow" />
        </button>
      )}
    </div>
  )
}

/** How many lines fit into the box, and a few to scroll to. */
function useFitting(box: RefObject<Element | null>): number {
  const [fitting, setFitting] = useState(2 * TOGETHER)
  useEffect(() => {
    if (box.current === null) return
    const sizes = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setFitting(Math.ceil(entry.contentRect.height / LINE_PX) + TOGETHER)
    })
    sizes.observe(box.current)
    return () => sizes.disconnect()
  }, [])
  return fitting
}

function hiddenOf(lines: number, fitting: number): number {
  return Math.max(0, Math.floor((lines - fitting) / TOGETHER) * TOGETHER)
}

/** The lines in groups. One in which nothing has changed is the same array as before. */
function useGroups(lines: readonly Line[], from: number): readonly (readonly Line[])[] {
  const last = useRef<readonly (readonly Line[])[]>([])
  const groups: (readonly Line[])[] = []
  for (let start = from; start < lines.length; start += TOGETHER) {
    const group = lines.slice(start, start + TOGETHER)
    const known = last.current.find(([first]) => first === group[0])
    const isSame = known?.length === group.length && group.every((line, i) => line === known[i])
    groups.push(isSame ? known : group)
  }
  last.current = groups
  return groups
}

interface GroupProps extends Pick<DeskView, 'said' | 'work'>, Pick<Held, 'decided'> {
  readonly group: readonly Line[]
  /** The line over the group. */
  readonly before: Line | undefined
  readonly dialogId: string
}

const Group = pure(({ group, before, decided, ...view }: GroupProps) => (
  <div class="group">
    {group.map((line, i) => (
      <LineView
        key={line.key}
        {...view}
        line={line}
        goesOn={goesOn(line, i === 0 ? before : group[i - 1])}
        decided={line.confirm && decided[line.confirm.confirmId]}
      />
    ))}
  </div>
))

/** The same speaker goes on: nobody needs to be named again. */
function goesOn(line: Line, before: Line | undefined): boolean {
  return before?.from === line.from && before.ai === line.ai && before.isUnsent === line.isUnsent
}

interface TypingProps extends Pick<DeskView, 'said' | 'seconds'> {
  /** Epoch milliseconds. */
  readonly until: number
}

const Typing = pure(({ until, said, seconds }: TypingProps) => {
  const isTyping = useSecond(seconds, second => until > second * 1_000)
  return isTyping ? <p class="small">{said.typing}</p> : null
})
