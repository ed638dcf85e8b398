import t from 'tap'
import { mayDial } from '../../src/outbound/address.js'

t.test('public addresses may be called', async t => {
  for (const address of ['8.8.8.8', '2001:4860:4860::8888']) t.ok(mayDial(address, false), address)
})

t.test('private addresses may be called only where that is allowed', async t => {
  for (const address of [
    '10.1.2.3',
    '127.0.0.1',
    '192.168.0.1',
    '100.64.0.1',
    '::1',
    'fd12::1',
    '::ffff:10.0.0.1',
  ]) {
    t.notOk(mayDial(address, false), address)
    t.ok(mayDial(address, true), address)
  }
})

t.test('link-local, metadata and reserved addresses are never called', async t => {
  const never = [
    ...[
      '169.254.169.254',
      '::ffff:169.254.169.254',
      '169.254.0.1',
      'fe80::1',
      'fd00:ec2::254',
      '100.100.100.200',
    ],
    ...[
      '168.63.129.16',
      '192.0.0.192',
      '0.0.0.0',
      '::',
      '255.255.255.255',
      '224.0.0.1',
      'ff02::1',
      '240.0.0.1',
    ],
    ...['64:ff9b::a9fe:a9fe', '2002:a9fe:a9fe::', '', 'localhost', '0x7f.1.', 'fe80::1%eth0'],
  ]
  for (const address of never)
    for (const isPrivate of [false, true]) t.notOk(mayDial(address, isPrivate), address)
})
