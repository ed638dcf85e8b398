// Whether hosts that an operator named can be reached from here, as the server would reach them: by addresses that may be
// called. The root of each is asked for, so that nothing is done there.
import { createOutbound, ForbiddenAddress, resolveByDns } from '../../src/outbound/outbound.js'
import { type Finding, fault, ok, reasonOf, warn } from './check.js'

export interface Target {
  /** An operator's name for it. */
  readonly name: string
  readonly url: string
  /** May have an address of a private network. */
  readonly isPrivate: boolean
}

const PATIENCE_MS = 3_000

export async function reach(targets: readonly Target[]): Promise<Finding> {
  const outbound = createOutbound(resolveByDns)
  try {
    const asked = await Promise.all(targets.map(target => faultOf(target, outbound)))
    const faults = asked.filter(one => one !== undefined)
    if (faults.length === 0) return ok(`${targets.length} reached`)
    const message = faults.map(({ message: why }) => why).join('; ')
    return faults.some(({ isForbidden }) => isForbidden)
      ? fault(message, 'An address of a private network needs "private": true')
      : warn(message, 'Is it up, and may this host reach it?')
  } finally {
    await outbound.close()
  }
}

/** Undefined when anything answers, whatever it says. */
async function faultOf({ name, url, isPrivate }: Target, outbound: ReturnType<typeof createOutbound>) {
  const root = { method: 'GET', url: new URL(new URL(url).origin), headers: {} } as const
  try {
    await outbound.send(root, isPrivate, AbortSignal.timeout(PATIENCE_MS))
    return undefined
  } catch (error) {
    const isForbidden = error instanceof ForbiddenAddress
    const why = isForbidden ? 'has an address that may not be called' : `does not answer (${reasonOf(error)})`
    return { message: `${name} ${why}`, isForbidden }
  }
}
