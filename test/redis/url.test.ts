import t from 'tap'
import { parseRedisUrl } from '../../src/redis/url.js'

t.test('the five forms of REDIS_URL are understood', async t => {
  for (const url of ['redis://h', 'redis://u:p@h:6380/1', 'rediss://h:6379']) {
    t.same(parseRedisUrl(url), { kind: 'single', url })
  }
  t.same(parseRedisUrl('unix:/run/redis.sock'), { kind: 'unix', path: '/run/redis.sock' })
  t.same(parseRedisUrl('unix:///run/redis.sock'), { kind: 'unix', path: '/run/redis.sock' })
  t.same(parseRedisUrl('redis+sentinel://a:1,b/shop'), {
    kind: 'sentinel',
    sentinels: [
      { host: 'a', port: 1 },
      { host: 'b', port: 26379 },
    ],
    name: 'shop',
    login: {},
  })
  t.same(parseRedisUrl('redis+cluster://me:p%40ss@[::1]:7000,b'), {
    kind: 'cluster',
    nodes: [
      { host: '::1', port: 7000 },
      { host: 'b', port: 6379 },
    ],
    login: { username: 'me', password: 'p@ss' },
  })
})

t.test('anything else is refused', async t => {
  const bad = [
    '',
    'http://h',
    'redis://',
    'redis://a,b',
    'unix:relative',
    'redis://h:99999',
    'redis://h:0',
    'redis://h:port',
    'redis://:6379',
    'redis://u:p%@h',
    'rediss://u%zz:p@h',
    'redis+sentinel://u:p%@a:1/shop',
    'redis+cluster://u%:p@a:1',
    'redis+sentinel://a:1',
    'redis+sentinel:///shop',
    'redis+cluster://a:0',
    'redis+cluster://a:70000',
    'redis+cluster://a,,b',
    'redis+cluster://a/name',
  ]
  for (const url of bad) t.equal(parseRedisUrl(url), undefined, url)
})
