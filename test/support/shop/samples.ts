// Tools of a shop for tests: those of tools.example.json, pointed at a shop that runs.
import { readFileSync } from 'node:fs'
import { packageRoot } from '../../../src/root.js'
import type { ToolSet } from '../../../src/shop/tool.js'
import { parseTools } from '../../../src/shop/tools-file.js'

/** The secret that the shop knows. */
export const shopKey = 'a secret of the shop, 32 bytes!!'

interface ToolEntryJson {
  name: string
  [member: string]: unknown
}

/** The example's text, its address replaced; `change` may change an entry. */
export function exampleFile(url: string, change: (tool: ToolEntryJson) => void = () => undefined): string {
  const text = readFileSync(new URL('tools.example.json', packageRoot), 'utf8').replaceAll(
    'http://127.0.0.1:9100',
    url,
  )
  const file = JSON.parse(text) as { tools: ToolEntryJson[] }
  file.tools.forEach(change)
  return JSON.stringify(file)
}

export function exampleTools(url: string, change?: (tool: ToolEntryJson) => void): ToolSet {
  return parseTools(exampleFile(url, change), { secretOf: () => shopKey, keyFile: '' })
}
