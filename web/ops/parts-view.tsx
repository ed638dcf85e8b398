// Vendors, tools and processes, a row each.
import { processesOf } from './figures.js'
import type { Tick, VendorTick } from './live.js'
import type { Status } from './server.js'
import type { OpsWords } from './words.js'

interface PartsProps {
  readonly tick: Tick
  readonly said: OpsWords
}

export function Vendors({ tick: { vendor, tools }, said }: PartsProps) {
  return (
    <section class="card part" aria-labelledby="vendors">
      <h2 id="vendors">{said.vendors}</h2>
      {vendor.length === 0 && <p class="small">{said.noVendor}</p>}
      <Called all={vendor} said={said} />
      {tools.length > 0 && (
        <>
          <h3>{said.tools}</h3>
          <Called all={tools} said={said} />
        </>
      )}
    </section>
  )
}

function Called({ all, said }: { readonly all: readonly VendorTick[]; readonly said: OpsWords }) {
  return (
    <ul class="rows">
      {all.map(({ name, breaker, errors, p99_ms: p99, queue }) => (
        <li key={name}>
          <b>{name}</b>
          <span class="state" data-bad={breaker === 'open'}>
            {said.breaker[breaker] ?? breaker}
          </span>
          <span>P99 {said.ms(p99)}</span>
          <span data-bad={errors > 0}>{said.errors(errors)}</span>
          {queue !== undefined && (
            <span>
              {said.queued} {queue}
            </span>
          )}
        </li>
      ))}
    </ul>
  )
}

interface ProcessesProps extends PartsProps {
  readonly status: Status | undefined
}

const MIB = 1_048_576

export function Processes({ tick, status, said }: ProcessesProps) {
  const known = new Map(status && processesOf(status).map(each => [each.process, each]))
  return (
    <section class="card part" aria-labelledby="processes">
      <h2 id="processes">{said.processes}</h2>
      <ul class="rows">
        {tick.processes.map(({ id, loop_ms: loop, rss }) => {
          const more = known.get(id)
          return (
            <li key={id}>
              <b>{more?.pid ?? id.slice(0, 6)}</b>
              {more && (
                <span class="state" data-bad={more.is_silent === true || more.checks.store === 'away'}>
                  {more.is_silent ? said.silent : `${said.store} ${more.checks.store ?? ''}`}
                </span>
              )}
              <span>
                {said.loop} {said.ms(Math.round(loop))}
              </span>
              <span>{Math.round(rss / MIB)} MiB</span>
              {more && (
                <span>
                  {said.uptime} {spanOf(more.uptime_s)}
                </span>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function spanOf(seconds: number): string {
  if (seconds < 120) return `${seconds} s`
  return seconds < 7200 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h`
}
