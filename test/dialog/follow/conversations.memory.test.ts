import t from 'tap'
import { pause } from '../../../src/clock.js'
import { createMemoryConversations } from '../../../src/dialog/follow/conversations.memory.js'
import { conversationsContract, ttlMs } from '../../contracts/conversations.js'

conversationsContract(t, async () => {
  const clock = { at: 1 }
  const conversations = createMemoryConversations({ now: () => clock.at }, { customers: 10, ttlMs })
  const expire = async () => {
    clock.at += ttlMs + 1
    // The cache asks for the time once in a millisecond of its own.
    await pause(2)
  }
  return { join: () => conversations, expire }
})
