// The dialogs that a socket resumes: what was refused for the moment is resumed later, from where the client is then.
import { mock } from 'node:test'
import t, { type Test } from 'tap'
import { SocketLink } from '../../web/client/socket-link.js'
import { FakeSocket } from '../support/web/fake-socket.js'

/** A link with an open socket, and the frames that it sent. */
async function opened(t: Test, random: () => number = () => 0) {
  const made: FakeSocket[] = []
  const cursors = new Map([['d1', 3]])
  const gone: string[] = []
  let sent = (_: object): void => undefined
  const link = new SocketLink(
    {
      url: 'ws://shop',
      WebSocket: class extends FakeSocket {
        constructor() {
          super()
          this.send = frame => sent(JSON.parse(frame))
          made.push(this)
          setImmediate(() => this.happen('open'))
        }
      },
      tokens: { current: async () => 'a.b.c', refused: () => undefined },
      random,
      patience: { openMs: 60_000, replyMs: 60_000 },
    },
    {
      opened() {},
      lost() {},
      tell() {},
      unwanted() {},
      cursors: () => [...cursors],
      gone: dialogId => gone.push(dialogId),
    },
  )
  t.teardown(() => link.close())
  const frame = () =>
    new Promise<object>(resolve => {
      sent = resolve
    })
  const tell = (told: object) => made[0]?.happen('message', { data: JSON.stringify(told) })
  const refuse = (status: number, retry_after_s?: number) => {
    const problem = { type: '/problems/x', status }
    tell({ type: 'error', ref: 'resume:d1', problem, retry_after_s })
  }
  const first = frame()
  link.resume('d1', 3)
  t.match(await first, { type: 'resume', dialog_id: 'd1', after: 3 })
  const [socket] = made
  if (socket === undefined) throw new Error('the link made no socket')
  return { link, socket, cursors, gone, frame, tell, refuse }
}

for (const [status, retryAfterS] of [
  [429, 0.001],
  [503, undefined],
  [500, undefined],
] as const)
  t.test(`a resume that was refused with ${status} is sent again from where the client is then`, async t => {
    const { cursors, gone, frame, refuse } = await opened(t)
    for (const after of [3, 5]) {
      const again = frame()
      refuse(status, retryAfterS)
      cursors.set('d1', after)
      t.match(await again, { type: 'resume', ref: 'resume:d1', dialog_id: 'd1', after })
    }
    t.same(gone, [])
  })

/** Lets a refusal's pause go by; returns how long it was. */
async function pauseAfter(refuse: () => void, frame: () => Promise<object>): Promise<number> {
  let isSent = false
  const again = frame().then(() => {
    isSent = true
  })
  refuse()
  let ms = 0
  for (; !isSent; ms += 500) {
    mock.timers.tick(500)
    await Promise.resolve()
    await Promise.resolve()
  }
  await again
  return ms
}

for (const [what, take] of [
  ['its news come', ({ tell }) => tell({ type: 'answer', dialog_id: 'd1', turn_id: 't9', seq: 4 })],
  ['it is not refused in time', () => mock.timers.tick(60_000)],
] as const satisfies readonly [string, (stage: Awaited<ReturnType<typeof opened>>) => void][])
  t.test(`a dialog counts as resumed when ${what}: what is refused later pauses as at first`, async t => {
    const stage = await opened(t, () => 1)
    mock.timers.enable({ apis: ['setTimeout'] })
    t.teardown(() => mock.timers.reset())
    const { refuse, frame, tell } = stage
    const pause = () => pauseAfter(() => refuse(503), frame)
    t.same([await pause(), await pause(), await pause()], [500, 1000, 2000])
    tell({ type: 'answer', dialog_id: 'd2', turn_id: 't8', seq: 1 })
    t.equal(await pause(), 4000, 'another dialog says nothing of it')
    take(stage)
    t.same([await pause(), await pause()], [500, 1000])
  })

t.test('news that come during the pause do not end it: what was missed before them is not there', async t => {
  const { refuse, frame, tell } = await opened(t, () => 1)
  mock.timers.enable({ apis: ['setTimeout'] })
  t.teardown(() => mock.timers.reset())
  const refused = () => {
    refuse(503)
    tell({ type: 'answer', dialog_id: 'd1', turn_id: 't9', seq: 5 })
  }
  t.same([await pauseAfter(refused, frame), await pauseAfter(refused, frame)], [500, 1000])
})

t.test('a dialog that is gone, or forgotten meanwhile, is not resumed again', async t => {
  const { socket, cursors, gone, refuse } = await opened(t)
  socket.send = () => t.fail('nothing is sent')
  refuse(404)
  t.same(gone, ['d1'])
  refuse(503)
  cursors.delete('d1')
  await new Promise(resolve => setTimeout(resolve, 5))
})

t.test('after a lost socket the new one resumes, and no pause of the old one', async t => {
  const { link, socket, refuse } = await opened(t, () => 1)
  refuse(429, 0.002)
  socket.happen('close', { code: 1006, reason: '' })
  socket.send = () => t.fail('nothing is sent')
  link.close()
  await new Promise(resolve => setTimeout(resolve, 20))
})
