import t from 'tap'
import { fromSetting } from '../../src/documents/documents.js'
import { withEarlierSettings } from '../../src/documents/earlier-settings.js'

const none = new Map<string, string>()

t.test('what earlier builds stored is read as documents of version 0', async t => {
  const settings = new Map([
    ['level', '{"level":2,"since":1}'],
    ['pinned/a%2Fb', '[]'],
    ['hot-purge', 'x'],
  ])
  const upgraded = withEarlierSettings(settings, new Map([['main', '{"topic":"a"}\n']]))
  t.same(fromSetting(upgraded.get('doc/level')), { version: 0, text: '{"level":2,"since":1}' })
  t.same(fromSetting(upgraded.get('doc/hot/a%2Fb')), { version: 0, text: '[]' })
  t.same(fromSetting(upgraded.get('doc/faq/main')), { version: 0, text: '{"topic":"a"}\n' })
  t.equal(upgraded.get('hot-purge'), 'x')
})

t.test('a document counts once it is written, whatever earlier builds write', async t => {
  const settings = new Map([
    ['level', '{"level":2,"since":1}'],
    ['doc/level', '1 {"level":"auto","since":2}'],
  ])
  t.match(fromSetting(withEarlierSettings(settings, none).get('doc/level')), { version: 1 })
})

t.test('settings without any of that stay as they are', async t => {
  const settings = new Map([['doc/level', '1 {}']])
  t.equal(withEarlierSettings(settings, none), settings)
})
