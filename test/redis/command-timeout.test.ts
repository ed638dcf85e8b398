import t from 'tap'
import {
  COMMAND_TIMEOUT_MS,
  createAwakeClock,
  createCommandTimeout,
} from '../../src/redis/command-timeout.js'
import { fakeClock } from '../support/dialog/fake-time.js'

t.test(
  'a command is given up when it was late at two looks, between which the sockets were read',
  async t => {
    const clock = fakeClock()
    const timeout = createCommandTimeout(clock)
    let reply: (text: string) => void = () => undefined
    const read = timeout.await(
      () =>
        new Promise<string>(resolve => {
          reply = resolve
        }),
    )
    const lost = timeout.await(() => new Promise<string>(() => undefined))
    const ended = lost.catch(error => error)
    clock.move(COMMAND_TIMEOUT_MS * 3)
    timeout.expire()
    // It lay in the socket while the process took in other requests.
    reply('OK')
    t.equal(await read, 'OK')
    timeout.expire()
    await ended
  },
)

t.test('time passes as it does while somebody looks', async t => {
  const clock = fakeClock()
  const awake = createAwakeClock(clock, 100)
  for (let i = 0; i < 4; i++) {
    clock.move(50)
    awake.tick()
  }
  t.equal(awake.now(), 200)
  clock.move(30)
  t.equal(awake.now(), 230, 'also between two looks')
})

t.test('of a stretch in which nobody could look only so much counts', async t => {
  const clock = fakeClock()
  const awake = createAwakeClock(clock, 100)
  clock.move(5_000)
  t.equal(awake.now(), 100)
  awake.tick()
  t.equal(awake.now(), 100)
  clock.move(50)
  t.equal(awake.now(), 150)
})
