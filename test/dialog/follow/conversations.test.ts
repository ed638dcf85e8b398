import t from 'tap'
import { conversationWith } from '../../../src/dialog/follow/conversations.js'

const known = (...dialogs: string[]) =>
  dialogs.map(dialog => {
    const [dialogId = '', marks = ''] = dialog.split(':')
    return { dialogId, marks: [...marks] }
  })

const rows: [title: string, earlier: string, dialogs: string[], found: string | undefined][] = [
  ['a client that sends everything', 'abc', ['one:abc'], 'one'],
  ['a client that sends the newest part', 'bc', ['one:abc'], 'one'],
  ['an answer that is asked for again', 'ab', ['one:abc'], 'one'],
  ['a question that was edited', 'a', ['one:abc'], 'one'],
  ['a conversation that goes on after an edit', 'ax', ['one:abcx'], 'one'],
  ['a question that failed and is still in the history', 'abF', ['one:ab'], 'one'],
  ['a question that failed before the last one', 'aFb', ['one:ab'], 'one'],
  ['a new window', '', ['one:abc'], undefined],
  ['another conversation with the same first question', 'axy', ['one:abc'], undefined],
  ['two windows, each going on', 'ab', ['two:xb', 'one:ab'], 'one'],
  ['two windows that began alike, of which the newest has gone on', 'a', ['two:ab', 'one:a'], 'one'],
  ['nothing in common', 'xyz', ['one:abc'], undefined],
]
for (const [title, earlier, dialogs, found] of rows) {
  t.test(`${title}: ${found ?? 'no dialog'} is found`, async t => {
    t.equal(conversationWith([...earlier], known(...dialogs)), found)
  })
}
