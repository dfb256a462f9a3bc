// Work that may be refused, for a form: one refusal at a time, and whether something is running.
import { useState } from 'react'
import type { Fault, Result } from '../../shared/base/fault.ts'

export interface Task {
  readonly fault: Fault | null
  readonly isBusy: boolean
  readonly clear: () => void
  /** Resolves to what was done, or to null when it was refused. */
  readonly run: <T>(work: () => Promise<Result<T>>) => Promise<T | null>
}

export function useTask(): Task {
  const [fault, setFault] = useState<Fault | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  return {
    fault,
    isBusy,
    clear: () => setFault(null),
    async run(work) {
      setIsBusy(true)
      const done = await work()
      setIsBusy(false)
      setFault(done.ok ? null : done.fault)
      return done.ok ? done.value : null
    },
  }
}
