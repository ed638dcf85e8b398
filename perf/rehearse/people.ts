// What is promised of people at the desk: whoever asks for one gets a place or is told why not, and nothing that was said is
// lost. Pure.
import { atMost, type Check } from './check.js'
import type { DeskRecord } from './desk.js'
import { percentile } from './seconds.js'
import { handoffOf, sourceOf, type Turn } from './turns.js'

/** A seat that claims has the dialog before it so soon. */
const HISTORY_MS = 300

export function checkPeople(turns: readonly Turn[], desk: DeskRecord | undefined): Check[] {
  if (desk === undefined) return []
  return [
    checkWishes(turns),
    checkPlaces(turns, desk),
    ...checkMessages(desk),
    checkClaims(desk),
    {
      ...atMost('frames of seats refused', desk.faults.length, 0),
      measured: `${desk.faults.length}${kinds(desk.faults)}`,
    },
  ]
}

/** Who has a person already is answered by that person: a rule may have called one before the customer asked. */
function checkWishes(turns: readonly Turn[]): Check {
  const asked = turns.filter(turn => turn.kind === 'person')
  const others = asked.filter(turn => handoffOf(turn) === undefined && sourceOf(turn) !== 'seat')
  const told = asked.length - others.length
  const check = allOf('who asks for a person gets one, a place, or is told why not', told, asked.length)
  const got = others.map(turn => sourceOf(turn) ?? turn.first.problem ?? `${turn.first.status}`)
  return { ...check, measured: `${check.measured}${kinds(got)}` }
}

/** A dialog that was given a place, by its customer's wish or by a rule, and told so. */
function checkPlaces(turns: readonly Turn[], { claimed }: DeskRecord): Check {
  const placed = new Set(
    turns.flatMap(turn => (handoffOf(turn) === 'queued' && turn.visit ? [turn.visit.dialogId] : [])),
  )
  const met = [...placed].filter(dialogId => claimed.has(dialogId)).length
  return allOf('who got a place talks with a person', met, placed.size)
}

function checkMessages({ said, kept }: DeskRecord): Check[] {
  const counts = new Map<string, number>()
  for (const { dialogId, text } of kept) {
    const message = `${dialogId} ${text}`
    counts.set(message, (counts.get(message) ?? 0) + 1)
  }
  const lost = said.filter(({ dialogId, text }) => !counts.has(`${dialogId} ${text}`)).length
  const doubled = [...counts.values()].filter(count => count > 1).length
  return [
    { ...atMost('messages of seats lost', lost, 0), measured: `${lost} of ${said.length}` },
    atMost('messages of seats doubled', doubled, 0),
  ]
}

function checkClaims({ claimMs }: DeskRecord): Check {
  const p99 = percentile(claimMs, 0.99)
  return {
    promise: `P99 from a claim to the history ≤ ${HISTORY_MS} ms`,
    measured: p99 === undefined ? 'no claim' : `${p99.toFixed(0)} ms of ${claimMs.length} claims`,
    isKept: p99 !== undefined && p99 <= HISTORY_MS,
  }
}

function allOf(promise: string, part: number, whole: number): Check {
  return { promise, measured: `${part} of ${whole}`, isKept: whole > 0 && part === whole }
}

/** ` (held, socket closed (1006))`: each kind once. */
function kinds(all: readonly string[]): string {
  return all.length === 0 ? '' : ` (${[...new Set(all)].join(', ')})`
}
