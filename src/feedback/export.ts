// Opinions as operators get them: NDJSON, a line an opinion, in the field names of the HTTP contract.
import type { AnswerReport, Opinions, Rating } from './opinions.js'

export interface OpinionExport {
  /** Read as they are taken; of all shops without one. */
  ratings(shop: string | undefined): AsyncIterable<string>
  reports(shop: string | undefined): AsyncIterable<string>
}

export function createOpinionExport(opinions: Pick<Opinions, 'all'>, reportMs: number): OpinionExport {
  async function* lines(shop: string | undefined, kind: 'rating' | 'report'): AsyncGenerator<string> {
    for await (const { dialogId, opinions: some } of opinions.all()) {
      for (const one of some) {
        if (one.kind !== kind || (shop !== undefined && one.shop !== shop)) continue
        const where = { at: timeOf(one.at), dialog_id: dialogId, turn_id: one.turnId, shop: one.shop }
        const said = one.kind === 'rating' ? ratingOf(one) : reportOf(one, one.at + reportMs)
        yield `${JSON.stringify({ ...where, ...said })}\n`
      }
    }
  }
  return { ratings: shop => lines(shop, 'rating'), reports: shop => lines(shop, 'report') }
}

function ratingOf({ score, comment, source, variant }: Rating) {
  return { about: 'turn', score, comment, source, variant }
}

function reportOf({ reportId, grievance, text, source, variant }: AnswerReport, answerBy: number) {
  return { report_id: reportId, kind: grievance, text, source, variant, answer_by: timeOf(answerBy) }
}

function timeOf(at: number): string {
  return new Date(at).toISOString()
}
