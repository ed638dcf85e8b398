import { randomUUID } from 'node:crypto'
import t from 'tap'
import { systemClock } from '../../src/clock.js'
import { createMemoryDocuments } from '../../src/documents/documents.memory.js'
import { createMemorySettings } from '../../src/settings/settings.memory.js'
import { documentsContract } from '../contracts/documents.js'

documentsContract(t, async () => createMemoryDocuments(systemClock, createMemorySettings(randomUUID)))
