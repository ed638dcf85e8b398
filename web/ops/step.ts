// A change that is on its way: once at a time, and what went wrong with it.
import { useState } from 'preact/hooks'
import { ProblemError } from '../client/problem-error.js'

export interface Step {
  readonly isBusy: boolean
  readonly fault: string | undefined
  run(act: () => Promise<void>): Promise<void>
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
        setFault(error instanceof ProblemError ? (error.detail ?? otherwise) : otherwise)
      } finally {
        setBusy(false)
      }
    },
  }
}
