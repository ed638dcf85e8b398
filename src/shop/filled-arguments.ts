// A model's arguments with the dialog's placeholders filled in. Pure.
import type { Placeholders } from '../privacy/placeholders.js'
import type { Tool } from './tool.js'

/** For the shop: real values where the tools file says so, stars elsewhere. */
export function filledArguments(
  { parameters }: Pick<Tool, 'parameters'>,
  said: object,
  { marked, own, starred }: Placeholders,
): object {
  return withTexts(said, (text, name) => (parameters.get(name)?.isRaw ? own : starred)(marked(text)))
}

/** For people and the record. */
export function starredArguments(said: object, { marked, starred }: Placeholders): object {
  return withTexts(said, text => starred(marked(text)))
}

function withTexts(said: object, fill: (text: string, name: string) => string): object {
  return Object.fromEntries(
    Object.entries(said).map(([name, value]) => [
      name,
      typeof value === 'string' ? fill(value, name) : value,
    ]),
  )
}
