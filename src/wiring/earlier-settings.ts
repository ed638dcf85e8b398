// Joins the ways in which earlier builds stored what is a document now.
import { withEarlierSettings } from '../documents/earlier-settings.js'
import { earlierFaqs } from '../faq/earlier-rows.js'
import type { FaqEntry } from '../faq/entries.js'
import { toNdjson } from '../faq/faq-document.js'
import type { SettingsDeps } from '../settings/settings.redis.js'

/** FAQ rows stood over the file's entries. */
export function upgradeOver(faqFile: readonly FaqEntry[]): SettingsDeps['upgrade'] {
  return values => {
    const faqs = [...earlierFaqs(values, faqFile)].map(([shop, faq]) => [shop, toNdjson(faq)] as const)
    return withEarlierSettings(values, new Map(faqs))
  }
}
