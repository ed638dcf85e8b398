// Enter sends, unless it ends a word of an input method.
import t from 'tap'
import { isComposing } from '../../web/design/composing.js'

t.test('a key of an input method is told in every browser', async t => {
  t.ok(isComposing({ isComposing: true, keyCode: 13 }))
  t.ok(isComposing({ isComposing: false, keyCode: 229 }), 'Safari: the composition is over already')
  t.notOk(isComposing({ isComposing: false, keyCode: 13 }))
})
