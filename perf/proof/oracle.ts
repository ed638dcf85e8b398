// The rules that dialogs keep whatever was broken: one strict sequence, nothing acknowledged lost, nothing twice,
// and each stored answer built from exactly the turns before it. Pure.
import type { Evidence, Message, Said, Stored } from './evidence.js'

export type Breach = 'lost' | 'doubled' | 'reordered' | 'split' | 'mixed'

export interface Finding {
  readonly breach: Breach
  readonly about: string
}

/** Turns of a dialog's past that a prompt may hold: HISTORY_TURNS, and what level 1 leaves of them. */
const FULL_TURNS = 10
const LEAN_TURNS = 3

export function examine(evidence: Evidence): Finding[] {
  const findings: Finding[] = []
  for (const [dialogId, turns] of evidence.histories) {
    const told = byText(evidence.said.filter(one => one.told?.dialogId === dialogId))
    findings.push(...sequence(turns), ...acknowledged(turns, told), ...order(turns, evidence.said))
    findings.push(...prompts(turns, told, evidence.prompts))
  }
  findings.push(...gone(evidence), ...splits(evidence), ...saidTwice(evidence))
  return findings
}

function byText(said: readonly Said[]): Map<string, Said[]> {
  const groups = new Map<string, Said[]>()
  for (const one of said) groups.set(one.text, [...(groups.get(one.text) ?? []), one])
  return groups
}

function sequence(turns: readonly Stored[]): Finding[] {
  const wrong = turns.find((turn, i) => turn.seq !== i + 1)
  return wrong ? [{ breach: 'reordered', about: `seqs ${turns.map(turn => turn.seq)}` }] : []
}

/** Every 200 and 202 stands in the history, as it was told. */
function acknowledged(turns: readonly Stored[], told: ReadonlyMap<string, Said[]>): Finding[] {
  const stored = new Map(turns.map(turn => [turn.turn_id, turn]))
  return [...told.values()].flat().flatMap(({ text, told, answered }): Finding[] => {
    const turn = stored.get(told?.turnId ?? '')
    if (turn === undefined) {
      return [{ breach: 'lost', about: `"${text}" was told ${answered ? 200 : 202} and is gone` }]
    }
    if (answered && (answered.seq !== turn.seq || answered.answer !== turn.answer || turn.text !== text)) {
      return [{ breach: 'lost', about: `"${text}" was answered ${answered.seq}, stands as ${turn.seq}` }]
    }
    return []
  })
}

/** A turn acknowledged before another was sent stands before it. */
function order(turns: readonly Stored[], said: readonly Said[]): Finding[] {
  const times = byText(said)
  let earliestToldAt = Number.POSITIVE_INFINITY
  let earliest = ''
  const findings: Finding[] = []
  for (const turn of [...turns].reverse()) {
    const tries = times.get(turn.text) ?? []
    const sentAt = Math.min(...tries.map(one => one.sentAt))
    if (sentAt > earliestToldAt && tries.length > 0) {
      findings.push({ breach: 'reordered', about: `"${earliest}" was acknowledged before "${turn.text}"` })
    }
    const toldAt = Math.min(...tries.map(one => one.told?.at ?? Number.POSITIVE_INFINITY))
    if (toldAt < earliestToldAt) [earliestToldAt, earliest] = [toldAt, turn.text]
  }
  return findings
}

/** The vendor names the call in its answer: that call's prompt must hold exactly the turns before. */
function prompts(
  turns: readonly Stored[],
  told: ReadonlyMap<string, Said[]>,
  calls: Evidence['prompts'],
): Finding[] {
  return turns.flatMap((turn, i): Finding[] => {
    if (turn.source !== 'llm') return []
    const prompt = calls.get(Number(/\(第(\d+)次\)/.exec(turn.answer)?.[1]))
    if (prompt === undefined) return [{ breach: 'mixed', about: `seq ${turn.seq}: no call gave its answer` }]
    const level = told.get(turn.text)?.[0]?.answered?.level
    const lengths = level === undefined ? [FULL_TURNS, LEAN_TURNS] : [level === 0 ? FULL_TURNS : LEAN_TURNS]
    const isRight = lengths.some(length => isBuiltFrom(prompt, turns.slice(Math.max(0, i - length), i), turn))
    if (isRight) return []
    const held = prompt.filter(message => message.role === 'user').map(message => message.content)
    const before = turns.slice(Math.max(0, i - FULL_TURNS), i).map(one => one.text)
    return [
      { breach: 'mixed', about: `seq ${turn.seq} was built from [${held}], before it stand [${before}]` },
    ]
  })
}

function isBuiltFrom(prompt: readonly Message[], before: readonly Stored[], turn: Stored): boolean {
  const expected = [...before.flatMap(one => [one.text, one.answer]), turn.text]
  return prompt.length === expected.length && prompt.every(({ content }, i) => content === expected[i])
}

/** Acknowledged in a dialog of which nothing is left. */
function gone({ said, histories }: Evidence): Finding[] {
  return said
    .filter(({ told }) => told && !histories.has(told.dialogId))
    .map(({ text }) => ({ breach: 'lost', about: `"${text}": its dialog is gone` }))
}

/** A message went to another dialog than its own, which still is there. */
function splits({ said, histories }: Evidence): Finding[] {
  return said
    .filter(({ askedIn, told }) => askedIn && told && told.dialogId !== askedIn && histories.has(askedIn))
    .map(({ text, askedIn }) => ({ breach: 'split', about: `"${text}" left ${askedIn}` }))
}

function saidTwice({ histories }: Evidence): Finding[] {
  const seen = new Set<string>()
  const findings: Finding[] = []
  for (const { text, seq } of [...histories.values()].flat()) {
    if (seen.has(text)) findings.push({ breach: 'doubled', about: `"${text}" again as seq ${seq}` })
    seen.add(text)
  }
  return findings
}
