import t from 'tap'
import { createKnocking, type KnockingDeps } from '../../web/desk/knocking.js'

/** Its requests are answered by the test. */
function world(deps: Partial<KnockingDeps> = {}) {
  const asked: { readonly signal: AbortSignal; answer(isThere: boolean): void; fail(): void }[] = []
  let more: () => void = () => undefined
  const knock = createKnocking({
    ask: signal =>
      new Promise((answer, reject) => {
        asked.push({ signal, answer, fail: () => reject(new Error('no network')) })
        more()
      }),
    isOffline: () => false,
    random: () => 0,
    everyMs: 4,
    hangMs: 60_000,
    longestMs: 60_000,
    ...deps,
  })
  /** Resolves when there were so many. */
  const have = async (count: number) => {
    while (asked.length < count) {
      await new Promise<void>(resolve => {
        more = resolve
      })
    }
  }
  return { asked, knock, have }
}

t.test(
  'requests go on beside those that hang, fail or find a gateway, until one finds the server',
  async t => {
    const { asked, knock, have } = world()
    const reached = knock(new AbortController().signal)
    await have(2)
    asked[0]?.fail()
    asked[1]?.answer(false)
    await have(4)
    t.notOk(asked[2]?.signal.aborted, 'one that hangs is left alone')
    asked[3]?.answer(true)
    await reached
    t.ok(asked[2]?.signal.aborted, 'then nobody waits for it')
  },
)

t.test('one that hangs for long is given up', async t => {
  const { asked, knock, have } = world({ hangMs: 1 })
  const caller = new AbortController()
  const reached = knock(caller.signal)
  await have(1)
  const { signal } = asked[0] as { signal: AbortSignal }
  if (!signal.aborted) await new Promise(resolve => signal.addEventListener('abort', resolve))
  t.equal(signal.reason.name, 'TimeoutError')
  caller.abort()
  await reached
})

t.test('without a network nobody is asked, and at last it ends anyway', async t => {
  const { asked, knock } = world({ isOffline: () => true, everyMs: 1, longestMs: 10 })
  await knock(new AbortController().signal)
  t.same(asked, [])
})
