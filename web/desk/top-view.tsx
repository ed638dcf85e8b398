// The seat, whether it takes customers, and the connection.
import { pure } from '../design/pure.js'
import type { Board } from './board.js'
import type { DeskView } from './desk-view.js'
import type { SeatStatus } from './frames.js'

const statuses: readonly SeatStatus[] = ['online', 'away', 'break']

interface TopBarProps
  extends Pick<Board, 'me' | 'hasMissed' | 'seats' | 'link' | 'fault'>,
    Pick<DeskView, 'said' | 'work'> {
  readonly load: number
  readonly leave: () => void
  readonly allow: () => void
}

export const TopBar = pure((view: TopBarProps) => {
  const { me, hasMissed, load, seats, link, fault, said, work, leave, allow } = view
  return (
    <header>
      <h1>{said.title}</h1>
      {me && (
        <span class="small">
          {me.name ?? me.sub} · {said.load(load, me.capacity)}
          {seats && ` · ${said.seats(seats.online)}`}
        </span>
      )}
      {link !== 'up' && (
        <span class="lost" role="status">
          {link === 'lost' ? said.lost : said.connecting}
        </span>
      )}
      {hasMissed && (
        <span class="lost" role="status">
          {said.missed}
        </span>
      )}
      {fault !== undefined && (
        <span class="fault" role="alert">
          {fault}
        </span>
      )}
      <fieldset class="statuses">
        <legend class="unseen">{said.title}</legend>
        {statuses.map(status => (
          <label key={status} data-on={me?.status === status}>
            <input
              type="radio"
              name="status"
              checked={me?.status === status}
              onChange={() => work.setStatus(status)}
            />
            {said.status[status]}
          </label>
        ))}
      </fieldset>
      <button type="button" class="plain notify" onClick={allow}>
        {said.notify}
      </button>
      <button type="button" class="plain leave" onClick={leave}>
        {said.leave}
      </button>
    </header>
  )
})
