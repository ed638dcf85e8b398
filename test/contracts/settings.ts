// Behaviour that every backend of Settings must show.
import type t from 'tap'
import type { Settings } from '../../src/settings/settings.js'
import { under } from '../../src/settings/settings.js'

type Tap = Pick<typeof t, 'test' | 'equal' | 'same' | 'not'>

export function settingsContract(tap: Tap, make: (t: Tap) => Promise<Settings>): void {
  tap.test('what was written is in force when write returns', async t => {
    const settings = await make(t)
    const written = await settings.write({ level: '2', gray: '{"percent":5}' })
    t.same(Object.fromEntries(written.values), { level: '2', gray: '{"percent":5}' })
    t.equal(settings.current(), written)
  })

  tap.test('a name written as undefined is taken out, the others stay', async t => {
    const settings = await make(t)
    await settings.write({ level: '2', gray: 'x' })
    await settings.write({ level: undefined })
    t.same(Object.fromEntries(settings.current().values), { gray: 'x' })
  })

  tap.test('each write has a version of its own, also when it changes nothing', async t => {
    const settings = await make(t)
    const first = await settings.write({ level: '1' })
    const second = await settings.write({ level: '1' })
    t.not(first.version, second.version)
  })

  tap.test('a watcher hears of the present and of each change once', async t => {
    const settings = await make(t)
    const heard: (string | undefined)[] = []
    settings.watch(snapshot => heard.push(snapshot.values.get('level')))
    await settings.write({ level: '1' })
    await settings.write({ level: '3' })
    t.same(heard, [undefined, '1', '3'])
  })

  tap.test('texts come back as they went in, whatever their characters', async t => {
    const settings = await make(t)
    const text = '{"问":"\\u0000 \n ☃ 😀 %2F"}'
    await settings.write({ 'faq/a%2Fb/x': text, 'faq/a/x': '', other: '1' })
    t.same(under(settings.current(), 'faq/'), [
      ['faq/a%2Fb/x', text],
      ['faq/a/x', ''],
    ])
  })
}
