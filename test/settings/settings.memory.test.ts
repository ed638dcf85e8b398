import { randomUUID } from 'node:crypto'
import t from 'tap'
import { createMemorySettings } from '../../src/settings/settings.memory.js'
import { settingsContract } from '../contracts/settings.js'

settingsContract(t, async () => createMemorySettings(randomUUID))
