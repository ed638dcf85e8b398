// Settings left by builds before documents, read as documents of version 0. Their names are others, so that
// processes of both builds share a Redis during a reload and neither misreads the other. The first change of a document
// writes it under its new name, and the old one counts no more.
import { clusterDocument, toSetting } from './documents.js'

/** `faqs` gives the FAQ of each encoded shop whose topics were settings of their own, as NDJSON. */
export function withEarlierSettings(
  settings: ReadonlyMap<string, string>,
  faqs: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const upgraded = new Map<string, string>()
  const read = (name: string, text: string) =>
    upgraded.set(clusterDocument(name), toSetting({ version: 0, text }))
  for (const [name, text] of settings) {
    if (name === 'level') read('level', text)
    if (name.startsWith('pinned/')) read(`hot/${name.slice('pinned/'.length)}`, text)
  }
  for (const [shop, text] of faqs) read(`faq/${shop}`, text)
  return upgraded.size === 0 ? settings : new Map([...upgraded, ...settings])
}
