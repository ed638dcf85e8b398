// What grows, and how far: the points of each series. Pure.

export interface Points {
  readonly dialogs: readonly number[]
  readonly processes: readonly number[]
  readonly history: readonly number[]
  /** Characters of a question. */
  readonly text: readonly number[]
  readonly sockets: readonly number[]
}

export const usual: Points = {
  dialogs: [1_000, 100_000],
  processes: [1, 2, 4],
  history: [1, 10, 50],
  text: [50, 500, 2_000],
  sockets: [10_000],
}

/** Takes some 5 GiB and several minutes more. */
export const large: Points = {
  dialogs: [1_000, 100_000, 1_000_000],
  processes: [1, 2, 4],
  history: [1, 10, 50],
  text: [50, 500, 2_000],
  sockets: [10_000, 100_000],
}

export const short: Points = {
  dialogs: [1_000, 20_000],
  processes: [1, 2],
  history: [1, 50],
  text: [50, 2_000],
  sockets: [],
}

const filler = '这件衣服的面料洗过几次以后会不会变形，我想先问清楚再决定要不要下单。'
const numbered = '第 {n} 次提问：'
/** Of what stands for `{n}`, up to nine digits and the round, less its own characters: the longest question is still allowed. */
const NUMBER_GROWS = 10

/** A question of about so many characters, no two alike. */
export function textOf(characters: number): string {
  const rest = Math.max(0, characters - numbered.length - NUMBER_GROWS)
  return `${numbered}${filler.repeat(Math.ceil(rest / filler.length)).slice(0, rest)}`
}
