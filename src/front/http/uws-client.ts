// The other end of an exchange over uWS. One is made for each request: no closure.
import type { HttpResponse } from 'uWebSockets.js'
import type { TraceDecision } from '../../trace/sampler.js'
import type { Client } from './request.js'

export class UwsClient implements Client {
  isOpen = true
  onGone: (() => void) | undefined
  release: (() => void) | undefined

  constructor(
    private readonly res: HttpResponse,
    /** Absent where no traces are recorded. */
    private readonly trusts: TraceDecision['trusts'] | undefined,
  ) {}

  isLocal(): boolean {
    return isLoopback(new Uint8Array(this.res.getRemoteAddress()))
  }

  isTrusted(): boolean {
    return this.isOpen && this.trusts?.(this.res.getRemoteAddress()) === true
  }
}

/** 127.0.0.0/8 and ::1, the former also as IPv6 writes it. */
function isLoopback(address: Uint8Array): boolean {
  const isV6One = address.length === 16 && address.subarray(0, 15).every(byte => byte === 0)
  if (isV6One) return address[15] === 1
  const isMapped = address.length === 16 && address[10] === 255 && address[11] === 255
  return address[isMapped ? 12 : 0] === 127
}
