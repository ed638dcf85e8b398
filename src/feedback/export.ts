// Opinions as operators get them: NDJSON, a line an opinion, in the field names of the HTTP contract.
import type { AnswerReport, Opinion, Opinions, Rating, ServiceRating } from './opinions.js'

export interface OpinionExport {
  /** Read as they are taken; of all shops without one. */
  ratings(shop: string | undefined): AsyncIterable<string>
  reports(shop: string | undefined): AsyncIterable<string>
}

export function createOpinionExport(opinions: Pick<Opinions, 'all'>, reportMs: number): OpinionExport {
  const lineOf = (dialogId: string, one: Opinion & { readonly at: number }) => {
    const where = { at: timeOf(one.at), dialog_id: dialogId, shop: one.shop }
    const said = one.kind === 'report' ? reportOf(one, one.at + reportMs) : ratingOf(one)
    return `${JSON.stringify({ ...where, ...said })}\n`
  }

  async function* lines(isWanted: (opinion: Opinion) => boolean): AsyncGenerator<string> {
    for await (const { dialogId, opinions: some } of opinions.all())
      for (const one of some) if (isWanted(one)) yield lineOf(dialogId, one)
  }

  const isOf = (shop: string | undefined, one: Opinion) => shop === undefined || one.shop === shop
  return {
    ratings: shop => lines(one => one.kind !== 'report' && isOf(shop, one)),
    reports: shop => lines(one => one.kind === 'report' && isOf(shop, one)),
  }
}

function ratingOf(rating: Rating | ServiceRating) {
  if (rating.kind === 'service') {
    const { serviceId, sub: seat, score, solved, comment, variant } = rating
    const said = score === undefined ? { declined: true } : { score, solved, comment }
    return { about: 'service', service_id: serviceId, seat, ...said, variant }
  }
  const { turnId, score, comment, source, variant } = rating
  return { turn_id: turnId, about: 'turn', score, comment, source, variant }
}

function reportOf({ turnId, reportId, grievance, text, source, variant }: AnswerReport, answerBy: number) {
  return {
    turn_id: turnId,
    report_id: reportId,
    kind: grievance,
    text,
    source,
    variant,
    answer_by: timeOf(answerBy),
  }
}

function timeOf(at: number): string {
  return new Date(at).toISOString()
}
