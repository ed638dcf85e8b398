import t from 'tap'
import { mayRunAgain } from '../../tools/test-run.js'

t.test('few failing files that start processes run once more', async t => {
  t.ok(mayRunAgain(['build/test/e2e/desk.test.js']))
  t.ok(mayRunAgain(['build/test/e2e/desk.test.js', 'build/test/web/widget.test.js']))
})

t.test('a failing unit test or model check ends the run, whatever failed beside it', async t => {
  t.notOk(mayRunAgain(['build/test/dialog/turn/run-turn.test.js']))
  t.notOk(mayRunAgain(['build/test/e2e/desk.test.js', 'build/test/privacy/mask.test.js']))
  t.notOk(mayRunAgain(['build/test/e2e/turns.model.test.js']))
})

t.test('many failing files are no accident', async t => {
  t.notOk(mayRunAgain([1, 2, 3, 4].map(n => `build/test/e2e/${n}.test.js`)))
})

t.test('a run without failures is not repeated', async t => {
  t.notOk(mayRunAgain([]))
})
