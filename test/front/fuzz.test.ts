import t from 'tap'
import { fuzzFrames, fuzzRequests, fuzzSockets } from '../../perf/load/fuzz-front.js'

t.test('random requests are answered below 500', async () => fuzzRequests(1500))
t.test('random frames are answered below 500', async () => fuzzFrames(1500))
t.test('random bytes leave the server serving', async () => fuzzSockets(200))
