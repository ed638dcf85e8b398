// The talk itself. It stays at the newest entry for as long as the customer has not scrolled away from it.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { useEndInView } from '../design/end-in-view.js'
import { Icon } from '../design/icons.js'
import { EntryOfTalk } from './entries.js'
import { isAwaiting } from './talk.js'
import type { View } from './view.js'

/** After so long without a word the customer is told that nothing is lost. */
const PATIENCE_MS = 4_000

export function Log(view: View) {
  const { talk, said, lang, conversation, service, change } = view
  const { dialogId, mode, absent, isBusy } = talk
  const entryView = { said, lang, conversation, service, change, dialogId, mode, absent, isBusy }
  const box = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const { isAway, toEnd, onScroll } = useEndInView(box, content)
  const last = talk.entries.findLast(({ kind }) => kind === 'reply')
  useReading(view, isAway)
  return (
    <div class="talk">
      {/* A finished answer is announced once elsewhere: here its pieces would be read out one by one. */}
      <div
        class="log"
        part="log"
        ref={box}
        role="log"
        aria-live="off"
        aria-label={said.log}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: without a mouse it is scrolled by the arrow keys
        tabIndex={0}
        onScroll={onScroll}
      >
        <div class="entries" ref={content}>
          <div class="greeting">
            <p class="hello">{said.greeting}</p>
            <p>{said.greetingMore}</p>
          </div>
          {talk.entries.map(entry => (
            <EntryOfTalk key={entry.id} entry={entry} isLast={entry === last} {...entryView} />
          ))}
          {isAwaiting(talk) && <Awaiting view={view} />}
        </div>
      </div>
      {isAway && (
        <button type="button" class="round newest" aria-label={said.newest} onClick={toEnd}>
          <Icon name="arrow" />
        </button>
      )}
    </div>
  )
}

/** The person is told of what the customer sees of their words: the end of the talk, in a tab in front. */
function useReading({ talk, conversation }: View, isAway: boolean): void {
  const newest = talk.entries.findLast(({ kind }) => kind === 'person')
  const seq = newest?.kind === 'person' ? newest.seq : undefined
  const isHeld = talk.mode.mode === 'seat'
  useEffect(() => {
    if (isAway || !isHeld || seq === undefined) return
    const see = () => document.hidden || conversation.signs.seen(seq)
    see()
    document.addEventListener('visibilitychange', see)
    return () => document.removeEventListener('visibilitychange', see)
  }, [isAway, isHeld, seq, conversation])
}

function Awaiting({ view: { said, talk } }: { readonly view: View }) {
  const [isLong, setLong] = useState(false)
  useLayoutEffect(() => {
    const timer = setTimeout(() => setLong(true), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div class="awaiting">
      <span class="dots" role="img" aria-label={said.typing}>
        <i />
        <i />
        <i />
      </span>
      {isLong && talk.mode.mode !== 'seat' && <span class="small">{said.waitLine}</span>}
    </div>
  )
}
