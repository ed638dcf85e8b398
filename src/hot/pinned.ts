// Answers that an operator pinned: a shop's own, served for every turn whose normal form is equal, on every process.
import { normalise } from '../faq/normalise.js'
import { type FieldFault, Problem } from '../problem.js'
import { type Settings, type Snapshot, settingNames, under } from '../settings/settings.js'

export interface Pin {
  readonly question: string
  readonly answer: string
}

export interface CountedPin extends Pin {
  /** Times this process has served it since it was pinned. */
  hits: number
}

export interface Pinned {
  find(shop: string, form: string): CountedPin | undefined
  list(shop: string): readonly CountedPin[]
  /** Puts these in the place of the shop's pinned answers. Throws Problem 'invalid-field'. */
  replace(shop: string, pins: readonly Pin[]): Promise<void>
}

const MOST = 1_000

type ByForm = ReadonlyMap<string, CountedPin>

export function createPinned(settings: Settings): Pinned {
  const prefix = settingNames.pinned('')
  let shops = new Map<string, { readonly text: string; readonly byForm: ByForm }>()

  settings.watch((snapshot: Snapshot) => {
    const next: typeof shops = new Map()
    for (const [name, text] of under(snapshot, prefix)) {
      const shop = decodeURIComponent(name.slice(prefix.length))
      const known = shops.get(shop)
      next.set(shop, known?.text === text ? known : { text, byForm: byForm(JSON.parse(text)) })
    }
    shops = next
  })

  return {
    find: (shop, form) => shops.get(shop)?.byForm.get(form),
    list: shop => [...(shops.get(shop)?.byForm.values() ?? [])],
    async replace(shop, pins) {
      const errors = faultsOf(pins)
      if (errors.length > 0) throw new Problem('invalid-field', { errors })
      const kept = pins.map(({ question, answer }) => ({ question, answer }))
      await settings.write({
        [settingNames.pinned(shop)]: kept.length === 0 ? undefined : JSON.stringify(kept),
      })
    },
  }
}

function byForm(pins: readonly Pin[]): ByForm {
  return new Map(pins.map(pin => [normalise(pin.question), { ...pin, hits: 0 }]))
}

function faultsOf(pins: readonly Pin[]): FieldFault[] {
  if (pins.length > MOST) return [{ field: '/pinned', message: `must hold at most ${MOST}` }]
  const seen = new Set<string>()
  return pins.flatMap(({ question, answer }, i) => {
    const form = normalise(question)
    const isTwice = seen.has(form)
    seen.add(form)
    return [
      ...(form === '' ? [{ field: `/pinned/${i}/question`, message: 'must hold a word' }] : []),
      ...(isTwice ? [{ field: `/pinned/${i}/question`, message: 'asks the same as an earlier one' }] : []),
      ...(answer.trim() === '' ? [{ field: `/pinned/${i}/answer`, message: 'must not be empty' }] : []),
    ]
  })
}
