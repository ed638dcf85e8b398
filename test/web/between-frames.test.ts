// How much the desk draws between two frames.
import t from 'tap'
import { createBetweenFrames } from '../../web/desk/between-frames.js'

function stage() {
  const due: (() => void)[] = []
  const frame = () => {
    for (const draw of due.splice(0)) draw()
  }
  const clock = { ms: 0 }
  return {
    ...createBetweenFrames(
      draw => due.push(draw),
      () => clock.ms,
    ),
    frame,
    clock,
  }
}

t.test('a change is drawn behind the next frame', async t => {
  const { soon, frame } = stage()
  let drawn = 0
  soon(() => drawn++)
  t.equal(drawn, 0)
  frame()
  t.equal(drawn, 1)
})

t.test('steps are taken until nothing is left', async t => {
  const { slice, clock } = stage()
  let taken = 0
  t.equal(
    slice(() => {
      clock.ms++
      return ++taken < 3
    }),
    false,
  )
  t.equal(taken, 3)
})

t.test('a long step is the only one of its slice, and a frame is left free behind it', async t => {
  const { slice, soon, frame, clock } = stage()
  let steps = 0
  const long = () => {
    steps++
    clock.ms += 5
    return true
  }
  t.equal(slice(long), true, 'something is left')
  t.equal(steps, 1)
  soon(() => slice(long))
  frame()
  t.equal(steps, 1, 'the frame behind it is free')
  frame()
  t.equal(steps, 2)
})
