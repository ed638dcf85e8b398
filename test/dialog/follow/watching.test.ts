import t from 'tap'
import { newId } from '../../../perf/load/dialog-turns.js'
import { createWatching } from '../../../src/dialog/follow/watching.js'
import { fakeTime, settle } from '../../support/dialog/fake-time.js'

/** A store that notes what it is asked, and a turn that ends when the test says so. */
function setUp() {
  const calls: string[] = []
  const time = fakeTime()
  const watching = createWatching({
    dialogs: {
      watch: async () => void calls.push('watch'),
      unwatch: async () => void calls.push('unwatch'),
    },
    processId: newId(),
    pause: time.pause,
    onError: error => t.fail('unexpected', { error }),
  })
  let answer: string | undefined
  const read = async () => {
    calls.push('read')
    return answer
  }
  const end = (text: string) => {
    answer = text
  }
  const dialogId = newId()
  const until = (isOurs: boolean) =>
    watching.until({ dialogId, isOurs, everyMs: 1_000, read }, new AbortController().signal)
  return { calls, time, watching, dialogId, end, until }
}

t.test('a turn of another process is waited for by its message', async t => {
  const { calls, watching, dialogId, end, until } = setUp()
  const found = until(false)
  await settle()
  t.same(calls, ['watch', 'read'])
  end('done')
  watching.wake(dialogId)
  t.equal(await found, 'done')
  t.same(calls, ['watch', 'read', 'read', 'unwatch'])
})

t.test('a turn that runs here is read once, when it has ended', async t => {
  const { calls, watching, dialogId, end, until } = setUp()
  const found = [until(true), until(true)]
  await settle()
  t.same(calls, [])
  end('done')
  watching.wake(dialogId)
  t.same(await Promise.all(found), ['done', 'done'])
  t.same(calls, ['read', 'read'])
})

t.test('a turn that was to end here and did not is read every second', async t => {
  const { calls, time, end, until } = setUp()
  const found = until(true)
  await time.advance(1_000)
  t.same(calls, ['read'])
  end('done')
  await time.advance(1_000)
  t.equal(await found, 'done')
})
