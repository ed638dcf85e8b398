// Vendors and processes, a row each.
import { processesOf, vendorsOf } from './figures.js'
import type { Status } from './server.js'
import type { OpsWords } from './words.js'

interface PartsProps {
  readonly status: Status
  readonly said: OpsWords
}

export function Vendors({ status, said }: PartsProps) {
  const vendors = vendorsOf(status)
  return (
    <section class="card part" aria-labelledby="vendors">
      <h2 id="vendors">{said.vendors}</h2>
      {vendors.length === 0 && <p class="small">{said.noVendor}</p>}
      <ul class="rows">
        {vendors.map(({ vendor, breaker, running, queued, oldest_ms }) => (
          <li key={vendor}>
            <b>{vendor}</b>
            <span class="state" data-bad={breaker === 'open'}>
              {said.breaker[breaker] ?? breaker}
            </span>
            <span>
              {said.running} {running}
            </span>
            <span>
              {said.queued} {queued}
            </span>
            <span>
              {said.oldest} {said.ms(oldest_ms)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

export function Processes({ status, said }: PartsProps) {
  return (
    <section class="card part" aria-labelledby="processes">
      <h2 id="processes">{said.processes}</h2>
      <ul class="rows">
        {processesOf(status).map(each => (
          <li key={each.process}>
            <b>{each.pid}</b>
            <span class="state" data-bad={each.is_silent === true || each.checks.store === 'away'}>
              {each.is_silent ? said.silent : `${said.store} ${each.checks.store ?? ''}`}
            </span>
            <span>
              {said.uptime} {spanOf(each.uptime_s)}
            </span>
            <span>
              {said.running} {each.in_flight}
            </span>
            <span>
              {said.loop} {said.ms(Math.round(each.event_loop_delay_ms ?? 0))}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function spanOf(seconds: number): string {
  if (seconds < 120) return `${seconds} s`
  return seconds < 7200 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h`
}
