// How a service ended, and what the shop keeps of it in its own records: a summary and tags.
import { useState } from 'preact/hooks'
import type { DeskView } from './desk-view.js'
import type { Outcome } from './frames.js'

interface CloseProps extends Pick<DeskView, 'said' | 'work'> {
  readonly dialogId: string
  readonly cancel: () => void
}

const SUMMARY_LONGEST = 1_000
const TAG_LONGEST = 40
const TAGS_MOST = 10

export function CloseForm({ dialogId, said, work, cancel }: CloseProps) {
  const [summary, setSummary] = useState('')
  const [tags, setTags] = useState('')
  return (
    <div class="steps ending">
      <input
        aria-label={said.closeSummary}
        placeholder={said.closeSummaryShort}
        maxLength={SUMMARY_LONGEST}
        value={summary}
        onInput={event => setSummary(event.currentTarget.value)}
      />
      <input
        aria-label={said.closeTags}
        placeholder={said.closeTagsShort}
        value={tags}
        onInput={event => setTags(event.currentTarget.value)}
      />
      <div class="ends">
        {Object.entries(said.outcomes).map(([outcome, word]) => (
          <button
            key={outcome}
            type="button"
            class="outlined"
            onClick={() =>
              work.close(dialogId, {
                outcome: outcome as Outcome,
                summary: summary.trim(),
                tags: tagsOf(tags),
              })
            }
          >
            {word}
          </button>
        ))}
        <button type="button" class="plain" onClick={cancel}>
          {said.cancel}
        </button>
      </div>
    </div>
  )
}

/** As they are typed: with spaces or commas of either language between them. */
function tagsOf(typed: string): string[] {
  const tags = typed.split(/[\s,，、;；]+/).filter(tag => tag !== '')
  return [...new Set(tags.map(tag => tag.slice(0, TAG_LONGEST)))].slice(0, TAGS_MOST)
}
