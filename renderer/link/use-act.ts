// Runs commands for a form: one refusal shown in words, and whether something is running.
import { useState } from 'react'
import type { Fault } from '../../shared/base/fault.ts'
import type { CommandInput, CommandName } from '../../shared/commands/commands.ts'
import { runCommand } from './station.ts'

export interface Act {
  readonly fault: Fault | null
  readonly isBusy: boolean
  readonly clear: () => void
  /** Resolves to the id of the record, or null when it was refused. */
  readonly run: <Name extends CommandName>(command: Name, input: CommandInput<Name>) => Promise<string | null>
}

/** Commands in a space, one at a time. */
export function useAct(space: string): Act {
  const [fault, setFault] = useState<Fault | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  return {
    fault,
    isBusy,
    clear: () => setFault(null),
    async run(command, input) {
      setIsBusy(true)
      const done = await runCommand(space, command, input)
      setIsBusy(false)
      setFault(done.ok ? null : done.fault)
      return done.ok ? done.value.id : null
    },
  }
}
