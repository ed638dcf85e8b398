import t from 'tap'
import { COMMAND_TIMEOUT_MS, createCommandTimeout } from '../../src/redis/command-timeout.js'
import { fakeClock } from '../support/dialog/fake-time.js'

t.test(
  'a command is given up when it was late at two looks, between which the sockets were read',
  async t => {
    const clock = fakeClock()
    const patience = createCommandTimeout(clock)
    let reply: (text: string) => void = () => undefined
    const read = patience.await(
      () =>
        new Promise<string>(resolve => {
          reply = resolve
        }),
    )
    const lost = patience.await(() => new Promise<string>(() => undefined))
    const ended = lost.catch(error => error)
    clock.move(COMMAND_TIMEOUT_MS * 3)
    patience.look()
    // It lay in the socket while the process took in other requests.
    reply('OK')
    t.equal(await read, 'OK')
    patience.look()
    await ended
  },
)
