// `npm run readme`: brings the made tables of README and documents up to date.
import { readFileSync, writeFileSync } from 'node:fs'
import { packageRoot } from '../src/root.js'
import { madeDocuments, updateSections } from './readme/tables.js'

for (const [path, make] of Object.entries(madeDocuments)) {
  const file = new URL(path, packageRoot)
  writeFileSync(file, updateSections(readFileSync(file, 'utf8'), await make()))
}
