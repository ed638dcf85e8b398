import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { test } from 'tap'
import { InFlight, KeyedInFlight, type Place } from '../src/in-flight.js'

test('members stand in the order in which they came, whoever leaves', t => {
  const inFlight = new InFlight<string>()
  const [a, b, c] = ['a', 'b', 'c'].map(member => inFlight.enter(member))
  t.equal(inFlight.first, 'a')
  t.ok(inFlight.leave(b as Place<string>))
  t.strictSame(inFlight.all(), ['a', 'c'])
  t.ok(inFlight.leave(a as Place<string>))
  t.equal(inFlight.first, 'c')
  t.ok(inFlight.leave(c as Place<string>))
  t.equal(inFlight.first, undefined)
  t.equal(inFlight.size, 0)
  t.end()
})

test('a place is left once, points to nothing afterwards, and says so', t => {
  const inFlight = new InFlight<string>()
  const place = inFlight.enter('a')
  inFlight.enter('b')
  t.ok(inFlight.leave(place))
  t.notOk(inFlight.leave(place))
  t.equal(inFlight.size, 1)
  t.strictSame({ ...place }, { member: undefined, before: undefined, after: undefined })
  t.end()
})

test('comes and goes as in a Set', t => {
  const acts = fc.array(fc.nat(), { maxLength: 200 })
  fc.assert(
    fc.property(acts, numbers => {
      const inFlight = new InFlight<number>()
      const model = new Set<number>()
      const places: Place<number>[] = []
      const enter = (at: number) => {
        places.push(inFlight.enter(at))
        model.add(at)
      }
      const leave = (place: Place<number>) => {
        const { member = -1 } = place
        return inFlight.leave(place) === model.delete(member)
      }
      return numbers.every((number, at) => {
        const place = places[number % (2 * places.length)]
        const agrees = place === undefined || leave(place)
        if (place === undefined) enter(at)
        return agrees && isDeepStrictEqual(inFlight.all(), [...model]) && inFlight.size === model.size
      })
    }),
  )
  t.end()
})

test('a key finds what was set under it, and nothing else', t => {
  const keyed = new KeyedInFlight<number>()
  for (const key of ['__proto__', 'constructor', 'toString', '1']) {
    t.equal(keyed.get(key), undefined, key)
    keyed.set(key, 1)
    keyed.set(key, 2)
    t.equal(keyed.get(key), 2, key)
  }
  t.strictSame(keyed.all(), [2, 2, 2, 2])
  keyed.delete('__proto__')
  keyed.delete('nobody')
  t.equal(keyed.get('__proto__'), undefined)
  t.equal(keyed.all().length, 3)
  t.end()
})
