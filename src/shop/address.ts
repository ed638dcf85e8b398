// Which addresses a tool may be called at. Pure. Link-local addresses and those where clouds keep their instances'
// secrets are never called, whatever the tools file says.
import ipaddr from 'ipaddr.js'

const metadata = new Set([
  '169.254.169.254',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  'fd00:ec2::254',
])
const privateRanges = new Set(['private', 'loopback', 'uniqueLocal', 'carrierGradeNat'])

/** `isPrivate`: the tools file allows addresses of private networks. What is no address is not called. */
export function mayDial(address: string, isPrivate: boolean): boolean {
  if (!ipaddr.isValid(address)) return false
  // An IPv4 address in IPv6's clothes is judged as what it is.
  const plain = ipaddr.process(address)
  if (metadata.has(plain.toString())) return false
  const range = plain.range()
  return range === 'unicast' || (isPrivate && privateRanges.has(range))
}
