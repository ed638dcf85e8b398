// `npm run readme`: brings the README's made tables up to date.
import { readFileSync, writeFileSync } from 'node:fs'
import { packageRoot } from '../src/root.js'
import { updateSections } from './readme/tables.js'

const file = new URL('README.md', packageRoot)
writeFileSync(file, updateSections(readFileSync(file, 'utf8')))
