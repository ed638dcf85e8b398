// The queue for a person, and the seats that serve it: the fullest first.
import type { Tick } from './live.js'
import type { SeatNow } from './server.js'
import type { OpsWords } from './words.js'

interface PeopleProps {
  readonly tick: Tick
  readonly seats: readonly SeatNow[]
  readonly said: OpsWords
}

const SEATS_SHOWN = 12

export function People({ tick: { handoff, seats: counts }, seats, said }: PeopleProps) {
  const sorted = seats.toSorted((a, b) => share(b) - share(a)).slice(0, SEATS_SHOWN)
  return (
    <section class="card part" aria-labelledby="people">
      <h2 id="people">{said.people}</h2>
      <p>
        <span class="number">{handoff.waiting}</span> {said.waiting}
        {handoff.oldest_s !== null && ` · ${said.oldest} ${said.seconds(handoff.oldest_s)}`}
        {handoff.eta_s !== null && ` · ${said.eta} ${said.seconds(handoff.eta_s)}`}
      </p>
      <p class="small">
        {said.seatsOnline(counts.online)}
        {counts.late > 0 && ` · ${said.late(counts.late)}`}
      </p>
      <ul class="rows">
        {sorted.map(seat => (
          <li key={seat.sub}>
            <b>{seat.name || seat.sub}</b>
            <span class="state" data-bad={seat.load >= seat.capacity}>
              {said.seatStatus[seat.status] ?? seat.status}
            </span>
            <span>
              {seat.load} / {seat.capacity}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

const share = ({ load, capacity }: SeatNow) => load / Math.max(1, capacity)
