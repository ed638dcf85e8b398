// What the benches of turns lean on: the log of the measured server, and the questions of a given length.
import { Readable } from 'node:stream'
import t from 'tap'
import { textOf } from '../../../perf/benches/growth/plans.js'
import { warningsIn } from '../../../perf/benches/turn/server-log.js'

t.test('warnings of a server are counted by message, and the lines of its turns are not', async t => {
  const line = (level: number, msg: string) => JSON.stringify({ level, time: 1, msg })
  const log = [
    line(30, 'turn'),
    line(40, 'vendor slow'),
    'no JSON',
    line(50, 'lost'),
    line(40, 'vendor slow'),
  ]
  const warned = await warningsIn(Readable.from(log))
  t.same(
    [...warned],
    [
      ['vendor slow', 2],
      ['lost', 1],
    ],
  )
})

t.test('a question is as long as was asked for once it has its number and round, and no longer', async t => {
  const lengths = [50, 500, 2_000]
  const said = lengths.map(length => textOf(length).replace('{n}', '128000001 第2次').length)
  t.same(said, lengths)
})
