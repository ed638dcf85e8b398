// The shop's event of an opinion. Pure.
import type { EventSeed } from '../dialog/store/event-seed.js'
import type { Opinion } from './opinions.js'

export function opinionEvent(opinion: Opinion): EventSeed {
  const { shop, variant } = opinion
  if (opinion.kind === 'service') {
    const { serviceId, sub: seat, score, solved, comment } = opinion
    const said = score === undefined ? { declined: true } : { score, solved, comment }
    return { type: 'dialog.rated', shop, data: { service_id: serviceId, seat, ...said, variant } }
  }
  const { turnId, source } = opinion
  if (opinion.kind === 'report') {
    const { reportId, grievance } = opinion
    const data = { turn_id: turnId, report_id: reportId, kind: grievance }
    return { type: 'dialog.reported', shop, data }
  }
  const { score, comment } = opinion
  const data = { turn_id: turnId, score, comment, about: 'turn', source, variant }
  return { type: 'turn.feedback', shop, data }
}
