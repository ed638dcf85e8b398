// Whose request is it, by network address: that of the peer, or the one that trusted proxies say it came from.
// X-Forwarded-For is read from its end: each proxy adds the address it was called from, so that nothing counts that
// somebody else than a trusted proxy wrote.

import { isIP } from 'node:net'
import ipaddr, { type IPv4, type IPv6 } from 'ipaddr.js'

export interface Addresses {
  /** The client as limits count it: an IPv4 address, or the /64 of an IPv6 address, which is what one household gets.
   *  `peer` are the bytes of the address that connected. Undefined for the trusted proxies themselves. */
  clientOf(peer: ArrayBuffer, forwardedFor: string | undefined): string | undefined
  /** The peer is one of the trusted proxies. */
  isTrusted(peer: ArrayBuffer): boolean
}

type IpAddress = IPv4 | IPv6

/** More proxies than anybody has behind each other. */
const HOPS_MAX = 32

/** `trustedProxies` are addresses and CIDRs of either family, as the configuration has checked them. */
export function createAddresses(trustedProxies: readonly string[]): Addresses {
  const networks = trustedProxies.map(networkOf)
  const isTrusted = (address: IpAddress) =>
    networks.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits))

  return {
    isTrusted(peer) {
      const address = addressOf(peer)
      return address !== undefined && isTrusted(address)
    },
    clientOf(peer, forwardedFor) {
      const hops = forwardedFor === undefined ? [] : forwardedFor.split(',').slice(-HOPS_MAX)
      let address = addressOf(peer)
      while (address !== undefined && isTrusted(address)) address = hopOf(hops.pop())
      return address && keyOf(address)
    },
  }
}

function networkOf(text: string): [IpAddress, number] {
  if (text.includes('/')) return ipaddr.parseCIDR(text)
  const address = ipaddr.process(text)
  return [address, address.kind() === 'ipv4' ? 32 : 128]
}

/** Undefined when the connection has just closed. */
function addressOf(peer: ArrayBuffer): IpAddress | undefined {
  if (peer.byteLength !== 4 && peer.byteLength !== 16) return undefined
  return unmapped(ipaddr.fromByteArray([...new Uint8Array(peer)]))
}

/** One entry of X-Forwarded-For, some of which carry a port. */
function hopOf(entry: string | undefined): IpAddress | undefined {
  const text = (entry ?? '').trim().replace(/^\[([^\]]*)\](?::\d+)?$/, '$1')
  const bare = isIP(text) === 0 ? text.replace(/:\d+$/, '') : text
  return isIP(bare) === 0 ? undefined : unmapped(ipaddr.parse(bare))
}

/** A listener of both families sees IPv4 peers as ::ffff:a.b.c.d. */
function unmapped(address: IpAddress): IpAddress {
  return address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() ? address.toIPv4Address() : address
}

function keyOf(address: IpAddress): string {
  return address instanceof ipaddr.IPv6 ? address.parts.slice(0, 4).join(':') : address.toString()
}
