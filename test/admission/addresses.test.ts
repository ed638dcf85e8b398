import fc from 'fast-check'
import ipaddr from 'ipaddr.js'
import t from 'tap'
import { createAddresses } from '../../src/admission/addresses.js'

const bytes = (address: string) => Uint8Array.from(ipaddr.parse(address).toByteArray()).buffer
const behind = createAddresses(['10.0.0.0/8', '192.0.2.7', 'fd00::/8'])

t.test(
  'X-Forwarded-For is believed from trusted proxies alone, from its end to the first stranger',
  async t => {
    const rows: [what: string, peer: string, forwarded: string | undefined, client: string | undefined][] = [
      ['nobody is between', '198.51.100.1', undefined, '198.51.100.1'],
      ['a stranger claims to be a proxy', '198.51.100.1', '203.0.113.9', '198.51.100.1'],
      ['a proxy says who called', '10.1.2.3', '203.0.113.9', '203.0.113.9'],
      ['the caller had made up an entry', '10.1.2.3', '1.1.1.1, 203.0.113.9', '203.0.113.9'],
      ['two proxies', '10.1.2.3', '203.0.113.9,192.0.2.7', '203.0.113.9'],
      ['the last one is no proxy of ours', '10.1.2.3', '203.0.113.9, 192.0.2.8', '192.0.2.8'],
      ['with a port', '10.1.2.3', '203.0.113.9:4711', '203.0.113.9'],
      ['IPv6 counts by its /64', '2001:db8:1:2:3:4:5:6', undefined, '2001:db8:1:2'],
      ['IPv6 in brackets, with a port', 'fd00::1', '[2001:db8:1:2::9]:443', '2001:db8:1:2'],
      ['IPv4 seen by a listener of both', '::ffff:198.51.100.1', undefined, '198.51.100.1'],
      ['a proxy seen so', '::ffff:10.1.2.3', '::ffff:203.0.113.9', '203.0.113.9'],
      ['the proxy itself', '10.1.2.3', undefined, undefined],
      ['a proxy that says nothing we can read', '10.1.2.3', 'unknown', undefined],
      ['no IPv4 in short', '10.1.2.3', '2130706433', undefined],
    ]
    for (const [what, peer, forwarded, client] of rows) {
      const expected = client?.includes(':')
        ? client.split(':').map(part => Number.parseInt(part, 16).toString())
        : 0
      const found = behind.clientOf(bytes(peer), forwarded)
      if (expected === 0) t.equal(found, client, what)
      else t.same(found?.split(':'), expected, what)
    }
  },
)

t.test('a connection that has just closed has no address', async t => {
  t.equal(behind.clientOf(new ArrayBuffer(0), '203.0.113.9'), undefined)
})

t.test('what a client writes into the header never changes whose it is', async () => {
  const address = fc.oneof(fc.ipV4(), fc.ipV6(), fc.string())
  fc.assert(
    fc.property(fc.array(address, { maxLength: 50 }), written => {
      const direct = behind.clientOf(bytes('198.51.100.1'), written.join(','))
      const proxied = behind.clientOf(bytes('10.0.0.1'), [...written, '198.51.100.1'].join(', '))
      return direct === '198.51.100.1' && proxied === '198.51.100.1'
    }),
  )
})
