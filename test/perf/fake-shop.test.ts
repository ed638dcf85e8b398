// The books of the simulated shop.
import t from 'tap'
import { createBooks } from '../../perf/fake-shop/books.js'

t.test('a cancelled order arrives no more', async t => {
  const books = createBooks()
  t.equal(books.orderOf('u1', '20240012')?.eta, '11月29日')
  t.equal(books.cancel('u1', '20240012', 'key'), 'done')
  t.match(books.orderOf('u1', '20240012'), { status: 'cancelled', eta: undefined })
  t.equal(books.orderOf('u1', '20240011')?.eta, '11月29日')
})
