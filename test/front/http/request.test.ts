import t from 'tap'
import { isKnown } from '../../../src/front/http/if-none-match.js'
import { accepts, weightsOf } from '../../../src/front/http/request.js'

const STREAM = 'text/event-stream'

t.test('a media type is accepted when it is named, whatever its case, place and parameters', async t => {
  for (const accept of [
    STREAM,
    'Text/Event-Stream',
    `application/json, ${STREAM}`,
    `application/json;q=0.1 , ${STREAM} ; charset=utf-8 ; q=0.001`,
    `${STREAM};q=1.000`,
  ])
    t.equal(accepts(accept, STREAM), true, accept)
})

t.test('of a long list the beginning is read, and no member that is cut', async t => {
  const names = (count: number) => Array.from({ length: count }, (_none, i) => `n${i}`).join(',')
  t.ok(weightsOf(names(20_000)).size < 300)
  const cut = `${'x'.repeat(1_010)},gzip;q=0.00001`
  t.equal(weightsOf(cut).has('gzip'), false)
  t.equal(accepts(`${STREAM},${names(20_000)}`, STREAM), true)
  t.equal(isKnown(`W/"a",${names(20_000)}`, '"a"'), true)
  t.equal(isKnown(`${names(20_000)},"a"`, '"a"'), false)
})

t.test('one that is not named, or named with weight 0, is not', async t => {
  for (const accept of [
    undefined,
    '',
    '*/*',
    'text/*',
    `x${STREAM}`,
    `${STREAM}2`,
    `${STREAM};q=0`,
    `${STREAM};q=0.000`,
  ])
    t.equal(accepts(accept, STREAM), false, accept ?? 'none')
})

t.test('a malformed weight counts as 0', async t => {
  for (const q of [
    '',
    'x',
    '-1',
    '1.1',
    '2',
    '0.1234',
    '0x1',
    '1e0',
    '+1',
    '.5',
    ' 1',
    'NaN',
    'Infinity',
    '"1"',
  ])
    t.equal(accepts(`${STREAM};q=${q}`, STREAM), false, q)
})

t.test('of a media type that is named twice the higher weight counts', async t => {
  t.equal(accepts(`${STREAM};q=0, ${STREAM}`, STREAM), true)
  t.equal(accepts(`${STREAM};q=0.5, ${STREAM};q=0`, STREAM), true)
  t.equal(accepts(`${STREAM};level=1;q=0, ${STREAM};q=0`, STREAM), false)
})
