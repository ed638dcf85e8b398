// A change that is on its way: once at a time, and what went wrong with it.
import { useState } from 'preact/hooks'
import { ProblemError } from '../client/problem-error.js'

export interface Step {
  readonly isBusy: boolean
  readonly fault: string | undefined
  run(act: () => Promise<void>): Promise<void>
}

/** The fault in the server's words, field by field if given. */
export function faultOf(error: unknown, otherwise: string): string {
  if (!(error instanceof ProblemError)) return otherwise
  const fields = error.errors.map(({ field, message }) => `${field}: ${message}`)
  return [error.detail ?? otherwise, ...fields].join(' · ')
}

export function useStep(otherwise: string): Step {
  const [isBusy, setBusy] = useState(false)
  const [fault, setFault] = useState<string>()
  return {
    isBusy,
    fault,
    async run(act) {
      setBusy(true)
      setFault(undefined)
      try {
        await act()
      } catch (error) {
        setFault(faultOf(error, otherwise))
      } finally {
        setBusy(false)
      }
    },
  }
}
