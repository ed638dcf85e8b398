// How a service by a person was: asked once, and not again when the customer would rather not say.
import { useState } from 'preact/hooks'
import { Icon } from '../design/icons.js'
import { SheetForm } from './sheets.js'
import type { View } from './view.js'

const scores = [1, 2, 3, 4, 5]

export function RatingForm({ view, serviceId }: { readonly view: View; readonly serviceId: string }) {
  const { said, service } = view
  const [score, setScore] = useState(0)
  const [solved, setSolved] = useState<boolean>()
  const [comment, setComment] = useState('')
  const rating = {
    score,
    ...(solved !== undefined && { solved }),
    ...(comment.trim() !== '' && { comment: comment.trim() }),
  }
  return (
    <SheetForm
      view={view}
      title={said.ratingTitle}
      canSend={score > 0}
      send={() => service.rate(serviceId, rating)}
      leave={{ word: said.decline, act: () => service.rate(serviceId, { declined: true }) }}
    >
      <fieldset class="stars">
        <legend class="unseen">{said.ratingTitle}</legend>
        {scores.map(each => (
          <label key={each} data-on={each <= score}>
            <input type="radio" name="score" checked={score === each} onChange={() => setScore(each)} />
            <Icon name="star" />
            <span class="unseen">{said.stars(each)}</span>
          </label>
        ))}
      </fieldset>
      <fieldset class="pair">
        <legend>{said.solvedField}</legend>
        {[true, false].map(each => (
          <label key={String(each)} class="choice">
            <input type="radio" name="solved" checked={solved === each} onChange={() => setSolved(each)} />
            {each ? said.yes : said.no}
          </label>
        ))}
      </fieldset>
      <textarea
        rows={2}
        maxLength={500}
        aria-label={said.commentField}
        placeholder={said.commentField}
        value={comment}
        onInput={event => setComment(event.currentTarget.value)}
      />
    </SheetForm>
  )
}
