import t from 'tap'
import { openStore } from '../../../perf/load/dialog-store.js'
import { pause } from '../../../src/clock.js'
import { createRedisLeftMessages } from '../../../src/dialog/store/left-messages.redis.js'
import { startRedis } from '../../../tools/redis-server.js'
import { leftMessagesContract } from '../../contracts/left-messages.js'

const server = await startRedis()
const store = await openStore(server.url)
t.teardown(async () => {
  await store.close()
  await server.stop()
})

leftMessagesContract(t, async own => ({
  dialogs: store.dialogs(own),
  handovers: store.handovers(own),
  leftMessages: createRedisLeftMessages(store.write, own),
  pass: ms => pause(ms),
}))
